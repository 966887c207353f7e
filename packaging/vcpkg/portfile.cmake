# An overlay port that builds this source tree: vcpkg install taper --overlay-ports=packaging/vcpkg
get_filename_component(SOURCE_PATH "${CURRENT_PORT_DIR}/../.." ABSOLUTE)
vcpkg_cmake_configure(SOURCE_PATH "${SOURCE_PATH}"
  OPTIONS -DTAPER_CLI=OFF -DTAPER_TESTS=OFF -DTAPER_DESIGN=OFF -DTAPER_CONFIGS=OFF -DTAPER_SQLITE=OFF -DTAPER_C=OFF -DTAPER_INSTALL=ON)
vcpkg_cmake_install()
vcpkg_cmake_config_fixup(PACKAGE_NAME taper CONFIG_PATH lib/cmake/taper)
vcpkg_fixup_pkgconfig()
file(REMOVE_RECURSE "${CURRENT_PACKAGES_DIR}/debug/include" "${CURRENT_PACKAGES_DIR}/debug/share")
vcpkg_install_copyright(FILE_LIST "${SOURCE_PATH}/LICENSE")
