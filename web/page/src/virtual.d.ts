declare module "virtual:library-examples" {
  const texts: string[];
  export default texts;
}
