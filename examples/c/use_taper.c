/* Prints a few learning rates and the verdict of a schedule through the C interface. */
#include <stdio.h>
#include <taper/taper.h>

int main(void) {
  taper_run* run;
  taper_error why;
  if (taper_open("cosine | warmup(500) | floor(10%) | peak(3e-4)", 20000, &run, &why) != TAPER_OK) {
    fprintf(stderr, "%s\n", why.text);
    return 2;
  }

  float rates[5];
  if (taper_rates_f32(run, 0, 5000, 5, rates) != TAPER_OK) return 1;
  for (int k = 0; k < 5; ++k) printf("step %d: %g\n", 5000 * k, (double)rates[k]);

  char* json;
  if (taper_check_json(run, &json, &why) != TAPER_OK) return 1;
  puts(json);
  taper_free(json);
  taper_close(run);
  return 0;
}
