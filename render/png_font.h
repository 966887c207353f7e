/* DejaVu Sans, as it is embedded in a program that draws PNG without fonts of the system. */
#pragma once

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

extern const unsigned char taper_font[];
extern const size_t taper_font_size;
extern const unsigned char taper_font_bold[];
extern const size_t taper_font_bold_size;

#ifdef __cplusplus
}
#endif
