// The files of the page inside the program, where the build found them: script/web writes build/web/page.bundle.
#include "page_server.hpp"

#if defined(TAPER_PAGE_BUNDLE) && defined(__ELF__)
#define TAPER_HAS_PAGE
// an include of bytes: an array of this size in C++ would take the compiler longer than everything else
asm(".pushsection .rodata\n"
    ".balign 16\n"
    "taper_page_bundle:\n"
    ".incbin \"" TAPER_PAGE_BUNDLE
    "\"\n"
    "taper_page_bundle_end:\n"
    ".popsection\n"
    ".globl taper_page_bundle\n"
    ".globl taper_page_bundle_end\n");
extern "C" const char taper_page_bundle[];
extern "C" const char taper_page_bundle_end[];
#endif

namespace taper::cli {

std::string_view embedded_page() {
#ifdef TAPER_HAS_PAGE
  return {taper_page_bundle, static_cast<std::size_t>(taper_page_bundle_end - taper_page_bundle)};
#else
  return {};
#endif
}

}  // namespace taper::cli
