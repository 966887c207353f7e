/* The C interface from C99: values, errors, buffers, threads. Exits 1 after the first thing that is not so. */
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "taper/taper.h"

static int failures = 0;
#define EXPECT(what)                                            \
  do {                                                          \
    if (!(what)) {                                              \
      printf("%s:%d: not so: %s\n", __FILE__, __LINE__, #what); \
      ++failures;                                               \
    }                                                           \
  } while (0)

static void evaluates(void) {
  taper_run* run = NULL;
  taper_error why;
  double one = -1.0;
  double many[5];
  float small[5];
  const int64_t steps[5] = {999, 0, 500, 5000, 100};
  EXPECT(taper_open("linear | warmup(100) | floor(10%) | peak(0.5)", 1000, &run, &why) == TAPER_OK);
  EXPECT(why.status == TAPER_OK);
  EXPECT(taper_steps(run) == 1000 && taper_peak(run) == 0.5 && fabs(taper_floor(run) - 0.05) < 1e-17);
  EXPECT(taper_rate(run, 0, &one) == TAPER_OK && one == 0.0);
  EXPECT(taper_rate(run, 50, &one) == TAPER_OK && fabs(one - 0.25) < 1e-15);
  EXPECT(taper_rate(run, 100, &one) == TAPER_OK && one == 0.5);
  EXPECT(taper_rate(run, 550, &one) == TAPER_OK && fabs(one - 0.275) < 1e-15);
  EXPECT(taper_rate(run, INT64_MAX, &one) == TAPER_OK && one == taper_floor(run));
  EXPECT(taper_rates(run, 100, 225, 5, many) == TAPER_OK);
  EXPECT(many[0] == 0.5 && fabs(many[2] - 0.275) < 1e-15 && many[4] == taper_floor(run));
  EXPECT(taper_rates_f32(run, 100, 225, 5, small) == TAPER_OK && small[2] == (float)many[2]);
  EXPECT(taper_rates_at(run, steps, 5, many) == TAPER_OK);
  EXPECT(many[1] == 0.0 && many[3] == taper_floor(run) && many[4] == 0.5);
  EXPECT(taper_rates_at_f32(run, steps, 5, small) == TAPER_OK && small[4] == 0.5f);
  EXPECT(taper_rates(run, 7, 0, 3, many) == TAPER_OK && many[0] == many[2]);
  EXPECT(taper_rates(run, 0, 1, 0, NULL) == TAPER_OK);
  taper_close(run);
}

static void needs_no_length(void) {
  taper_run* run = NULL;
  taper_run* bound = NULL;
  taper_error why;
  double free_rates[40];
  double bound_rates[40];
  double one = -1.0;
  const int64_t far[2] = {((int64_t)1 << 53) + 1, INT64_MAX};
  char* text = NULL;
  EXPECT(taper_open("linear | kronecker | warmup(5) | peak(0.5)", TAPER_NO_LENGTH, &run, &why) == TAPER_OK);
  EXPECT(taper_open("linear | kronecker | warmup(5) | peak(0.5)", 40, &bound, &why) == TAPER_OK);
  EXPECT(taper_steps(run) == TAPER_NO_LENGTH && taper_peak(run) == 0.5 && taper_floor(run) == 0.0);
  EXPECT(taper_rates(run, 0, 1, 40, free_rates) == TAPER_OK && taper_rates(bound, 0, 1, 40, bound_rates) == TAPER_OK);
  EXPECT(memcmp(free_rates, bound_rates, sizeof free_rates) == 0);
  EXPECT(taper_rate(run, far[1], &one) == TAPER_OK && one > 0.0 && one < 0.5);
  EXPECT(taper_rates_at(run, far, 2, free_rates) == TAPER_OK && free_rates[1] == one && free_rates[0] != one);
  EXPECT(taper_rate(run, -1, &one) == TAPER_OUT_OF_RANGE);
  EXPECT(taper_check_json(run, &text, &why) == TAPER_UNSUPPORTED && text == NULL && strstr(why.text, "length") != NULL);
  EXPECT(taper_export(run, "csv", &text, &why) == TAPER_UNSUPPORTED && text == NULL);
  EXPECT(taper_export(run, "c", &text, &why) == TAPER_OK && strstr(text, "kronecker") != NULL);
  taper_free(text);
  taper_close(run);
  taper_close(bound);
  EXPECT(taper_open("cosine", TAPER_NO_LENGTH, &run, &why) == TAPER_MISSING && run == NULL);
  EXPECT(strstr(why.text, "cosine falls over the whole run") != NULL);
  EXPECT(taper_open("linear | kronecker | warmup(5%)", TAPER_NO_LENGTH, &run, &why) == TAPER_MISSING);
  EXPECT(strstr(why.text, "warmup(5%)") != NULL);
  EXPECT(taper_open("linear | kronecker", -2, &run, &why) == TAPER_OUT_OF_RANGE);
}

static void refuses(void) {
  taper_schedule* schedule = (taper_schedule*)&failures;
  taper_run* run = NULL;
  taper_error why;
  double one = -1.0;
  double many[2] = {7.0, 7.0};
  const int64_t negative[2] = {0, -1};
  char* text = NULL;
  EXPECT(taper_parse("poly(i=-1)", &schedule, &why) == TAPER_OUT_OF_RANGE);
  EXPECT(schedule == NULL && why.status == TAPER_OUT_OF_RANGE && why.offset != TAPER_NOWHERE);
  EXPECT(strstr(why.text, "i must be > 0, got -1") != NULL);
  EXPECT(taper_parse("cosin", &schedule, &why) == TAPER_UNKNOWN_NAME && strstr(why.text, "cosine") != NULL);
  EXPECT(taper_parse("cosine | warmup(", &schedule, NULL) == TAPER_SYNTAX);
  EXPECT(taper_parse(NULL, &schedule, &why) == TAPER_NULL && strstr(why.text, "text") != NULL);
  EXPECT(taper_parse("cosine", NULL, &why) == TAPER_NULL);
  EXPECT(taper_open("cosine | warmup(20)", 10, &run, &why) == TAPER_CONFLICT && run == NULL);
  EXPECT(taper_open("cosine", 0, &run, &why) == TAPER_OUT_OF_RANGE && run == NULL);
  EXPECT(taper_open("cosine | warmup(2ep)", 10, &run, &why) == TAPER_UNIT);
  EXPECT(taper_open("cosine", 10, &run, &why) == TAPER_OK);
  EXPECT(taper_rate(run, -1, &one) == TAPER_OUT_OF_RANGE && one == -1.0);
  EXPECT(taper_rate(run, 1, NULL) == TAPER_NULL && taper_rate(NULL, 1, &one) == TAPER_NULL);
  EXPECT(taper_rates(run, -1, 1, 2, many) == TAPER_OUT_OF_RANGE);
  EXPECT(taper_rates(run, 0, INT64_MAX, 3, many) == TAPER_OUT_OF_RANGE);
  EXPECT(taper_rates_at(run, negative, 2, many) == TAPER_OUT_OF_RANGE && many[0] == 7.0);
  EXPECT(taper_export(run, "cobol", &text, &why) == TAPER_UNKNOWN_NAME && text == NULL &&
         strstr(why.text, "cobol") != NULL);
  EXPECT(strcmp(taper_status_name(TAPER_OUT_OF_RANGE), "out_of_range") == 0);
  EXPECT(strcmp(taper_status_name((taper_status)99), "unknown") == 0);
  taper_close(run);
  taper_close(NULL);
  taper_schedule_free(NULL);
  taper_free(NULL);
}

static void describes(void) {
  taper_schedule* schedule = NULL;
  taper_run* run = NULL;
  taper_clock clock = {10.0, 0.0, 0.0};
  double at_peak = 0.0;
  char* text = NULL;
  EXPECT(taper_parse("poly,i=1.8,warmup=2ep", &schedule, NULL) == TAPER_OK);
  EXPECT(taper_canonical(schedule, &text, NULL) == TAPER_OK && strcmp(text, "poly(i=1.8) | warmup(2ep)") == 0);
  taper_free(text);
  EXPECT(taper_bind(schedule, 200, &clock, &run, NULL) == TAPER_OK);
  taper_schedule_free(schedule); /* the run does not need it any more */
  EXPECT(taper_rate(run, 20, &at_peak) == TAPER_OK && at_peak == 1.0);
  EXPECT(taper_check_json(run, &text, NULL) == TAPER_OK);
  EXPECT(strncmp(text, "{\"schema\":\"taper.check/2\"", 25) == 0 && strstr(text, "\"verdict\":\"favorable\"") != NULL);
  taper_free(text);
  EXPECT(taper_export(run, "c", &text, NULL) == TAPER_OK &&
         strstr(text, "double learning_rate(long long step)") != NULL);
  taper_free(text);
  taper_close(run);
  EXPECT(strchr(taper_version(), '.') != NULL);
}

struct reader {
  const taper_run* run;
  double sum;
};
static void* add_up(void* given) {
  struct reader* me = given;
  int64_t t;
  me->sum = 0.0;
  for (t = 0; t < taper_steps(me->run); ++t) {
    double rate = 0.0;
    if (taper_rate(me->run, t, &rate) != TAPER_OK) return NULL;
    me->sum += rate;
  }
  return NULL;
}

static void is_shared_by_threads(void) {
  enum { readers = 4 };
  pthread_t threads[readers];
  struct reader each[readers];
  taper_run* run = NULL;
  int k;
  EXPECT(taper_open("sigmoid(i=4) | restarts(3, decay=0.5)", 30000, &run, NULL) == TAPER_OK);
  for (k = 0; k < readers; ++k) {
    each[k].run = run;
    EXPECT(pthread_create(&threads[k], NULL, add_up, &each[k]) == 0);
  }
  for (k = 0; k < readers; ++k) EXPECT(pthread_join(threads[k], NULL) == 0);
  for (k = 1; k < readers; ++k) EXPECT(each[k].sum == each[0].sum && each[k].sum > 0.0);
  taper_close(run);
}

int main(void) {
  evaluates();
  needs_no_length();
  refuses();
  describes();
  is_shared_by_threads();
  return failures > 0;
}
