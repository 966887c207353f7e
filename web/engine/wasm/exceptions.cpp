// Exceptions of the libraries inside the module. WebAssembly without its exception proposal cannot unwind, so the host does:
// host_throw throws in JavaScript, through the frames of the module, and host_try catches it there.
#include <cstddef>
#include <cstdlib>
#include <typeinfo>

#include "support/caught.hpp"

#define TAPER_HOST(name) __attribute__((import_module("host"), import_name(#name)))

extern "C" {

TAPER_HOST(try) const void* host_try(void (*f)(void*), void* argument);
TAPER_HOST(throw) [[noreturn]] void host_throw(const void* object);

/// For host_try: a function pointer of the module as a call.
__attribute__((export_name("apply"))) void taper_apply(void (*f)(void*), void* argument) { f(argument); }

const void* taper_try(void (*f)(void*), void* argument) { return host_try(f, argument); }

// The functions that the compiler calls for throw and catch. An exception that is thrown lives as long as the module.
void* __cxa_allocate_exception(std::size_t size) noexcept { return std::malloc(size); }
void __cxa_free_exception(void* object) noexcept { std::free(object); }
[[noreturn]] void __cxa_throw(void* object, std::type_info*, void (*)(void*)) { host_throw(object); }
void* __cxa_begin_catch(void*) noexcept { std::abort(); }
void __cxa_end_catch() { std::abort(); }
[[noreturn]] void __cxa_rethrow() { std::abort(); }
}
