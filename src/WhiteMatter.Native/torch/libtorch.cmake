# A libtorch in a folder of its own, as its makers hand it out or as Python's package torch holds it: include/ and lib/. The package file that
# comes with one for CUDA asks for a CUDA toolkit; nothing here compiles CUDA code, so the libraries are named instead.
#
# Sets Torch_VERSION, WM_TORCH_LIBRARIES, WM_TORCH_INCLUDES and WM_TORCH_CUDA.
set(WM_TORCH_INCLUDES "${WM_LIBTORCH}/include" "${WM_LIBTORCH}/include/torch/csrc/api/include")
if(NOT EXISTS "${WM_LIBTORCH}/include/torch/csrc/api/include/torch/version.h" OR NOT EXISTS "${WM_LIBTORCH}/lib/libtorch_cpu.so")
  message(FATAL_ERROR "WM_LIBTORCH names ${WM_LIBTORCH}, which holds no libtorch: include/torch/ and lib/libtorch_cpu.so are looked for in it.")
endif()

set(Torch_VERSION "unknown")
if(EXISTS "${WM_LIBTORCH}/build-version")
  file(STRINGS "${WM_LIBTORCH}/build-version" Torch_VERSION LIMIT_COUNT 1)
elseif(EXISTS "${WM_LIBTORCH}/version.py")
  file(STRINGS "${WM_LIBTORCH}/version.py" line REGEX "^__version__")
  string(REGEX REPLACE "^[^'\"]*['\"]([^'\"]*)['\"].*$" "\\1" Torch_VERSION "${line}")
endif()

set(WM_TORCH_LIBRARIES "${WM_LIBTORCH}/lib/libtorch.so" "${WM_LIBTORCH}/lib/libtorch_cpu.so" "${WM_LIBTORCH}/lib/libc10.so")
set(WM_TORCH_CUDA no)
if(EXISTS "${WM_LIBTORCH}/lib/libtorch_cuda.so")
  set(WM_TORCH_CUDA yes)
  list(APPEND WM_TORCH_LIBRARIES "${WM_LIBTORCH}/lib/libtorch_cuda.so" "${WM_LIBTORCH}/lib/libc10_cuda.so")
endif()
# CUDA's half registers itself when it is loaded; no symbol of it is used.
list(PREPEND WM_TORCH_LIBRARIES "-Wl,--no-as-needed")
list(APPEND WM_TORCH_LIBRARIES "-Wl,--as-needed")
