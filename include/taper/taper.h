/* The C interface of taper: learning-rate schedules as text, evaluated into the caller's buffers. C99 and C++.
 *
 *   taper_run *run;
 *   taper_error why;
 *   if (taper_open("cosine | warmup(500) | peak(3e-4)", 20000, &run, &why) != TAPER_OK) { puts(why.text); exit(2); }
 *   double now;
 *   taper_rate(run, 1000, &now);
 *   taper_close(run);
 *
 * Every call returns a status; on failure a taper_error (which may be NULL) gives the reason. No call throws a C++
 * exception. Schedules and runs are immutable: any number of threads may read one at
 * the same time, but do not free it while others use it. Nothing is printed, and there is no global state.
 */
#ifndef TAPER_TAPER_H
#define TAPER_TAPER_H

#include <stddef.h>
#include <stdint.h>

#if defined(_WIN32)
#define TAPER_API
#else
#define TAPER_API __attribute__((visibility("default")))
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* The status of a call. The numbers never change; new ones are appended. */
typedef enum taper_status {
  TAPER_OK = 0,
  TAPER_SYNTAX = 1,       /* the text does not follow the grammar */
  TAPER_UNKNOWN_NAME = 2, /* no such shape, modifier or argument */
  TAPER_MISSING = 3,      /* a required argument is not there */
  TAPER_OUT_OF_RANGE = 4, /* a value outside its documented range; a negative step */
  TAPER_CONFLICT = 5,     /* two parts that exclude each other, or one given twice */
  TAPER_UNIT = 6,         /* an amount of time without a unit, or a unit without its clock */
  TAPER_TOO_LARGE = 7,    /* more than the documented limit */
  TAPER_UNSUPPORTED = 8,  /* valid, but not for this call */
  TAPER_IO = 9,           /* a file or stream failed */
  TAPER_NULL = 10,        /* a pointer that must not be NULL is */
  TAPER_NO_MEMORY = 11,   /* out of memory */
  TAPER_INTERNAL = 12     /* a fault of taper itself */
} taper_status;

/* TAPER_NOWHERE: the error has no position in the text. */
#define TAPER_NOWHERE ((size_t)-1)

/* Why a call failed. */
typedef struct taper_error {
  taper_status status;
  size_t offset;   /* byte offset into the parsed text, or TAPER_NOWHERE */
  char text[1024]; /* one line: what, where, what is allowed; then the text with a caret under the place */
} taper_error;

/* Epochs, samples and tokens per optimizer step; 0 if unknown (using that unit is then an error). */
typedef struct taper_clock {
  double steps_per_epoch;
  double samples_per_step;
  double tokens_per_step;
} taper_clock;

typedef struct taper_schedule taper_schedule; /* a schedule, not yet bound to a length */
typedef struct taper_run taper_run;           /* a schedule over a number of steps */

/* The version of the library, "0.1.0"; and the name of a status, "out_of_range". Static texts. */
TAPER_API const char* taper_version(void);
TAPER_API const char* taper_status_name(taper_status status);

/* Reads a schedule in any form of the notation: pipe form, shell-safe form, JSON. Free it with taper_schedule_free. */
TAPER_API taper_status taper_parse(const char* text, taper_schedule** schedule, taper_error* why);
TAPER_API void taper_schedule_free(taper_schedule* schedule);
/* The canonical text of a schedule. Free it with taper_free. */
TAPER_API taper_status taper_canonical(const taper_schedule* schedule, char** text, taper_error* why);

/* Instead of a number of steps: the run has no end. A Kronecker input, a constant and restarts(first=N, forever) need
 * no length; for other schedules taper_bind returns TAPER_MISSING and names the part that needs one. */
#define TAPER_NO_LENGTH ((int64_t)-1)

/* Binds a schedule to `steps` optimizer steps, 1 to 2^63 - 1, or TAPER_NO_LENGTH. `clock` may be NULL. Close it with
 * taper_close. */
TAPER_API taper_status taper_bind(const taper_schedule* schedule, int64_t steps, const taper_clock* clock,
                                  taper_run** run, taper_error* why);
/* taper_parse and taper_bind in one call. */
TAPER_API taper_status taper_open(const char* text, int64_t steps, taper_run** run, taper_error* why);
TAPER_API void taper_close(taper_run* run);

/* Length (or TAPER_NO_LENGTH), highest rate and floor of a run; 0 for NULL. */
TAPER_API int64_t taper_steps(const taper_run* run);
TAPER_API double taper_peak(const taper_run* run);
TAPER_API double taper_floor(const taper_run* run);

/* The learning rate of one step, counted from 0. A step at or after the end gives the last value; a negative step is
 * TAPER_OUT_OF_RANGE. In steady use it neither allocates nor locks. */
TAPER_API taper_status taper_rate(const taper_run* run, int64_t step, double* rate);
/* The rates of `count` steps first, first + stride, ... (stride >= 0) into the caller's buffer. */
TAPER_API taper_status taper_rates(const taper_run* run, int64_t first, int64_t stride, size_t count, double* rates);
TAPER_API taper_status taper_rates_f32(const taper_run* run, int64_t first, int64_t stride, size_t count, float* rates);
/* The rates of `count` steps in any order. If one of them is negative, nothing is written. */
TAPER_API taper_status taper_rates_at(const taper_run* run, const int64_t* steps, size_t count, double* rates);
TAPER_API taper_status taper_rates_at_f32(const taper_run* run, const int64_t* steps, size_t count, float* rates);

/* The verdict on a run as JSON (taper.check/2, as `taper check --json` prints it). Free with taper_free. A run
 * without a length is TAPER_UNSUPPORTED. */
TAPER_API taper_status taper_check_json(const taper_run* run, char** json, taper_error* why);

/* The run as code: "python" "pytorch" "hf" "optax" "keras" "c" "cuda" "js" "csv" "json". Free with taper_free. */
TAPER_API taper_status taper_export(const taper_run* run, const char* target, char** code, taper_error* why);

/* Frees a text returned by a call. NULL is allowed here and in the other functions that free. */
TAPER_API void taper_free(char* text);

#ifdef __cplusplus
}
#endif

#endif
