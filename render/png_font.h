/* DejaVu Sans, as it is embedded in a program that draws PNG without fonts of the system. */
#pragma once

#ifdef __cplusplus
extern "C" {
#endif

extern const unsigned char taper_font[];
extern const unsigned char taper_font_end[];
extern const unsigned char taper_font_bold[];
extern const unsigned char taper_font_bold_end[];

#ifdef __cplusplus
}
#endif
