/* The bytes of the font files; #embed is C23, which the compiler of the wheels has. */
#include "render/png_font.h"

const unsigned char taper_font[] = {
#embed < DejaVuSans.ttf>
};
const size_t taper_font_size = sizeof taper_font;

const unsigned char taper_font_bold[] = {
#embed < DejaVuSans - Bold.ttf>
};
const size_t taper_font_bold_size = sizeof taper_font_bold;
