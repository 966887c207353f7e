#!/bin/sh
# Makes the Debian packages, unpacks them into an empty root and uses them there: the program, the C library, the headers.
# usage: deb.sh CPACK BUILD_FOLDER SOURCE_FOLDER
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cpack=$1
source=$3
(cd "$2" && "$1" -G DEB -B "$work/packages" >"$work/log" 2>&1) || { cat "$work/log"; exit 1; }
set -- "$2" "$3" "$work"/packages/taper_*.deb "$work"/packages/taper-dev_*.deb
for package in "$3" "$4"; do
  dpkg-deb -x "$package" "$work/unpacked"
  dpkg-deb -f "$package" Package Version Architecture Depends Section
done
root=$work/unpacked/usr
[ "$("$root/bin/taper" eval linear --steps 4 --at 1)" = "step,lr
1,0.75" ]
dpkg-deb -f "$3" Depends | grep -q 'libc6'
lib=$(dirname "$(find "$root/lib" -name 'libtaper.so.0')")
cc -std=c99 "$2/examples/c/use_taper.c" -o "$work/use_taper" -I"$root/include" -L"$lib" -ltaper
LD_LIBRARY_PATH=$lib "$work/use_taper" >/dev/null
[ -e "$root/include/taper/taper.hpp" ] && [ -e "$lib/libtaper.a" ] && [ -e "$lib/cmake/taper/taper-config.cmake" ]
[ -e "$root/share/doc/taper/copyright" ]
# every library that the CMake package names is there
"$(dirname "$cpack")/cmake" -S "$source/tests/consumer/find_package" -B "$work/find_package" -DCMAKE_PREFIX_PATH="$root" >"$work/log" 2>&1 ||
  { cat "$work/log"; exit 1; }
# nothing of the development package is in the other
! dpkg-deb -c "$3" | grep -q -e '/include/' -e '\.a$'
