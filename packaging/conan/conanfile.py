"""Conan 2: conan create packaging/conan makes the package of this source tree and tests it."""

import pathlib
import re

from conan import ConanFile
from conan.tools.cmake import CMake, CMakeToolchain, cmake_layout
from conan.tools.files import copy


class Taper(ConanFile):
    name = "taper"
    license = "Apache-2.0"
    description = "Learning-rate schedules as window functions: design, judge, predict and export them"
    settings = "os", "compiler", "build_type", "arch"
    package_type = "static-library"

    def set_version(self):
        lists = pathlib.Path(self.recipe_folder).parent.parent / "CMakeLists.txt"  # absent from Conan's cache, which knows the version
        if lists.exists():
            self.version = re.search(r"project\(taper VERSION ([0-9.]+)", lists.read_text())[1]

    def export_sources(self):
        root = pathlib.Path(self.recipe_folder).parent.parent
        for pattern in ("CMakeLists.txt", "LICENSE", "cmake/*", "include/*", "src/*", "support/*", "script/*"):
            copy(self, pattern, src=str(root), dst=self.export_sources_folder)

    def layout(self):
        cmake_layout(self)

    def generate(self):
        toolchain = CMakeToolchain(self)
        for name in ("CLI", "TESTS", "DESIGN", "CONFIGS", "SQLITE", "C", "SINGLE_HEADER"):
            toolchain.cache_variables[f"TAPER_{name}"] = False
        toolchain.cache_variables["TAPER_INSTALL"] = True
        toolchain.generate()

    def build(self):
        cmake = CMake(self)
        cmake.configure()
        cmake.build()

    def package(self):
        CMake(self).install()
        copy(self, "LICENSE", src=self.source_folder, dst=str(pathlib.Path(self.package_folder) / "licenses"))

    def package_info(self):
        self.cpp_info.libs = ["taper"]
        self.cpp_info.set_property("cmake_find_mode", "none")  # taper installs a package file
        self.cpp_info.builddirs = ["lib/cmake/taper"]
