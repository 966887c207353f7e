// A call whose exceptions are answered, also where the compiler has no exceptions: a WebAssembly module asks its host to
// unwind (web/engine/wasm/exceptions.cpp). For the few places that call a library which throws.
#pragma once

#include <optional>
#include <type_traits>
#include <utility>

#ifdef __wasm__
/// Calls f(argument); the object that was thrown, or null. Destructors of the calls that are left do not run.
extern "C" const void* taper_try(void (*f)(void*), void* argument);
#endif

namespace taper::support {

/// f(), or handle(e) if it throws an E. Where the host unwinds, f must throw nothing else.
template <class E, class F, class Handle>
std::invoke_result_t<F> caught(F&& f, Handle&& handle) {
#ifdef __wasm__
  struct call {
    F& f;
    std::optional<std::invoke_result_t<F>> out;
  } one{f, {}};
  const void* const thrown = taper_try(
      [](void* argument) {
        call& c = *static_cast<call*>(argument);
        c.out.emplace(c.f());
      },
      &one);
  if (thrown != nullptr) return handle(*static_cast<const E*>(thrown));
  return *std::move(one.out);
#else
  try {
    return std::forward<F>(f)();
  } catch (const E& e) {
    return std::forward<Handle>(handle)(e);
  }
#endif
}

}  // namespace taper::support
