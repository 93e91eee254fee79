// Which errors tell that memory is full. The messages are libtorch's, as c10/cuda/CUDACachingAllocator.cpp,
// c10/core/impl/alloc_cpu.cpp, aten/src/ATen/cudnn/Exceptions.h, aten/src/ATen/cuda/Exceptions.h,
// aten/src/ATen/native/cudnn/Conv_v7.cpp and Conv_v8.cpp word them.
#include <gtest/gtest.h>

#include "torch/full_memory.hpp"

namespace {

class FullMemory : public testing::TestWithParam<const char*> {};
class AnotherFailure : public testing::TestWithParam<const char*> {};

TEST_P(FullMemory, is_told_from_the_message) { EXPECT_TRUE(wmt::tells_full_memory(GetParam())); }

INSTANTIATE_TEST_SUITE_P(
    of_libtorch, FullMemory,
    testing::Values("CUDA out of memory. Tried to allocate 20.00 MiB. GPU 0 has a total capacity of 21.95 "
                    "GiB of which 3.06 MiB is free.",
                    "CUDA error: out of memory\nCUDA kernel errors might be asynchronously reported at some "
                    "other API call",
                    "CUDA driver error: out of memory", "cuDNN error: CUDNN_STATUS_ALLOC_FAILED",
                    "cuDNN error: CUDNN_STATUS_NOT_INITIALIZED",
                    "cuDNN error: CUDNN_STATUS_INTERNAL_ERROR_DEVICE_ALLOCATION_FAILED",
                    "cuDNN error: CUDNN_STATUS_INTERNAL_ERROR_HOST_ALLOCATION_FAILED",
                    "Unable to find a valid cuDNN algorithm to run convolution",
                    "GET was unable to find an engine to execute this computation",
                    "FIND was unable to find an engine to execute this computation after trying 12 plans.",
                    "CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`",
                    "CUDA error: CUBLAS_STATUS_NOT_INITIALIZED when calling `cublasCreate(handle)`",
                    "[enforce fail at alloc_cpu.cpp:114] data. DefaultCPUAllocator: not enough memory: you "
                    "tried to allocate 8589934592 "
                    "bytes.",
                    "[enforce fail at alloc_cpu.cpp:75] err == 0. DefaultCPUAllocator: can't allocate "
                    "memory: you tried to allocate "
                    "8589934592 bytes. Error code 12 (Cannot allocate memory)"));

TEST_P(AnotherFailure, is_not_taken_for_it) { EXPECT_FALSE(wmt::tells_full_memory(GetParam())); }

INSTANTIATE_TEST_SUITE_P(
    of_libtorch, AnotherFailure,
    testing::Values("", "mat1 and mat2 shapes cannot be multiplied (2x3 and 4x5)",
                    "CUDA error: device-side assert triggered",
                    "CUDA error: an illegal memory access was encountered",
                    "cuDNN error: CUDNN_STATUS_EXECUTION_FAILED", "cuDNN error: CUDNN_STATUS_BAD_PARAM",
                    "cuDNN error: CUDNN_STATUS_INTERNAL_ERROR",
                    "CUDA error: CUBLAS_STATUS_EXECUTION_FAILED when calling `cublasSgemm(handle)`"));

}  // namespace
