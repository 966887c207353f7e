# What every target of this project shares: the language level, the warnings, the sanitizers.
function(taper_target_sanitizers target)
  if(TAPER_SANITIZE)
    target_compile_options(${target} PRIVATE -fsanitize=${TAPER_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    # g++ 12 sees unset members in std::regex that are not there once it is instrumented (GCC bug 105562)
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
      # g++ 12 sees overlaps in std::string concatenation that are not there (GCC bug 105651)
      $<$<COMPILE_LANG_AND_ID:CXX,GNU>:-Wno-restrict>
      # clang warns of a local name that a constant of another source has, where sources are built in one piece
      $<$<COMPILE_LANG_AND_ID:CXX,Clang,AppleClang>:-Wno-shadow>)
  endif()
  taper_target_sanitizers(${target})
endfunction()
