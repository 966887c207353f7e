/* The bytes of the font files in the folder TAPER_FONTS, put into the program by the assembler. */
#include "render/png_font.h"

#ifdef __APPLE__
#define SECTION ".const_data"
#define NAME(name) "_" name
#else
#define SECTION ".section .rodata"
#define NAME(name) name
#endif

/* clang-format off */
#define EMBED(name, file) \
  __asm__(SECTION "\n.globl " NAME(name) "\n.balign 16\n" NAME(name) ":\n.incbin \"" TAPER_FONTS "/" file "\"\n" \
          ".globl " NAME(name "_end") "\n" NAME(name "_end") ":\n.byte 0\n.text\n")
/* clang-format on */

EMBED("taper_font", "DejaVuSans.ttf");
EMBED("taper_font_bold", "DejaVuSans-Bold.ttf");
