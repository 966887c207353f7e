# Install and export: find_package(taper) and pkg-config find the library; the program goes to bin.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
# the .pc files derive their prefix from their own location, so an installed tree can be moved
file(RELATIVE_PATH TAPER_PC_UP "/prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/prefix")

# two components: runtime (program, libtaper.so, man pages) and dev, which is the default
set(CMAKE_INSTALL_DEFAULT_COMPONENT_NAME dev)
install(TARGETS taper EXPORT taper_targets
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
  LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY "${PROJECT_SOURCE_DIR}/include/" DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(EXPORT taper_targets NAMESPACE taper:: DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/taper)
if(TARGET taper_cli)
  install(TARGETS taper_cli RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT runtime)
  include(taper_man)
endif()

if(TARGET taper_lab)  # not in the Debian packages, which would need LibTorch
  install(TARGETS taper_lab RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT lab OPTIONAL)
endif()

# taper::design exists if NLopt does; a consumer without NLopt still gets taper::taper.
if(TARGET taper_design)
  install(TARGETS taper_design EXPORT taper_design_targets
    ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
    LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
  install(EXPORT taper_design_targets NAMESPACE taper:: DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/taper)
endif()

# taper::configs is there where yaml-cpp and toml++ are.
if(TARGET taper_configs)
  install(TARGETS taper_configs taper_lint EXPORT taper_configs_targets
    ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
    LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
  install(EXPORT taper_configs_targets NAMESPACE taper:: DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/taper)
endif()

# taper::c, the C interface as a shared library
if(TARGET taper_c)
  install(TARGETS taper_c EXPORT taper_c_targets
    LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT runtime NAMELINK_COMPONENT dev
    RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT runtime)
  install(EXPORT taper_c_targets NAMESPACE taper:: DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/taper)
  configure_file("${CMAKE_CURRENT_LIST_DIR}/taper-c.pc.in" "${PROJECT_BINARY_DIR}/taper-c.pc" @ONLY)
  install(FILES "${PROJECT_BINARY_DIR}/taper-c.pc" DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
endif()
if(TARGET taper_single_header)
  install(FILES "${TAPER_SINGLE_HEADER_FILE}" DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
endif()

configure_file("${CMAKE_CURRENT_LIST_DIR}/taper-config.cmake.in" "${PROJECT_BINARY_DIR}/taper-config.cmake" @ONLY)
write_basic_package_version_file("${PROJECT_BINARY_DIR}/taper-config-version.cmake" COMPATIBILITY SameMinorVersion)
configure_file("${CMAKE_CURRENT_LIST_DIR}/taper.pc.in" "${PROJECT_BINARY_DIR}/taper.pc" @ONLY)
install(FILES "${PROJECT_BINARY_DIR}/taper-config.cmake" "${PROJECT_BINARY_DIR}/taper-config-version.cmake"
  DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/taper)
install(FILES "${PROJECT_BINARY_DIR}/taper.pc" DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/taper RENAME copyright COMPONENT runtime)
install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/taper-dev RENAME copyright)
if(PROJECT_IS_TOP_LEVEL)
  include(taper_package)
endif()
