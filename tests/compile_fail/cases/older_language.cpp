// refused: taper needs C..20
#ifdef TAPER_REFUSED
#pragma GCC diagnostic ignored "-Wbuiltin-macro-redefined"
#undef __cplusplus
#define __cplusplus 201703L
#endif
#include "taper/taper.hpp"

int main() {}
