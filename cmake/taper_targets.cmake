# Settings of all targets: language level, warnings, sanitizers.
function(taper_target_sanitizers target)
  if(TAPER_SANITIZE)
    target_compile_options(${target} PRIVATE -fsanitize=${TAPER_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    # g++ 12 falsely reports uninitialized members of std::regex with sanitizers (GCC bug 105562)
    target_compile_options(${target} PRIVATE $<$<COMPILE_LANG_AND_ID:CXX,GNU>:-Wno-maybe-uninitialized>)
    target_link_options(${target} PRIVATE -fsanitize=${TAPER_SANITIZE})
  endif()
endfunction()

function(taper_target_defaults target)
  target_compile_features(${target} PUBLIC cxx_std_20)
  set_target_properties(${target} PROPERTIES CXX_EXTENSIONS OFF)
  if(PROJECT_IS_TOP_LEVEL AND NOT SKBUILD)  # a user's pip install must not stop at a newer compiler's warning
    target_compile_options(${target} PRIVATE
      $<$<COMPILE_LANGUAGE:CXX>:-Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror>
      # g++ 12 falsely reports overlaps in std::string concatenation (GCC bug 105651)
      $<$<COMPILE_LANG_AND_ID:CXX,GNU>:-Wno-restrict>
      # in unity builds clang warns about a local name that equals a constant of another source
      $<$<COMPILE_LANG_AND_ID:CXX,Clang,AppleClang>:-Wno-shadow>
      # where std::size_t has 32 bits, indices below a size are narrowed everywhere
      $<$<BOOL:${TAPER_WASM}>:-Wno-shorten-64-to-32>)
  endif()
  taper_target_sanitizers(${target})
endfunction()

# For code whose speed does not matter: half the size, two thirds of the time to compile.
function(taper_optimize_for_size)
  foreach(target IN LISTS ARGN)
    if(TARGET ${target})
      # g++ 12 falsely reports uninitialized members of std::optional without -O3
      target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-Os> $<$<COMPILE_LANG_AND_ID:CXX,GNU>:-Wno-maybe-uninitialized>)
    endif()
  endforeach()
endfunction()
