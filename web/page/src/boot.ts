// Loads the page, and says so where the browser cannot run it.
import "./page.css";

import("./main").catch((e: unknown) => {
  const place = document.querySelector("main .starting") ?? document.querySelector("main")!;
  place.setAttribute("role", "alert");
  place.textContent = `The page could not start: ${e instanceof Error ? e.message : String(e)}. It needs a browser with WebAssembly, such as Firefox, Chrome, Edge or Safari of the last two years.`;
});
