// What the errors of libtorch and of NVIDIA's libraries say where memory is full.
#pragma once

#include <cstring>
#include <initializer_list>

namespace wmt {

// Whether an error's message tells that main memory or a GPU's is full. libtorch has a class of its own for
// what its allocator of GPU memory cannot give; the allocator for main memory throws the general one, and
// cuDNN and cuBLAS, which take memory of their own beside it, answer with a status. A library that cannot
// even make its handle says that it is not initialised.
inline bool tells_full_memory(const char* message) noexcept {
    for (const char* words : {
             "can't allocate memory",
             "not enough memory: you tried to allocate",
             "CUDA out of memory",
             "CUDA error: out of memory",
             "CUDA driver error: out of memory",
             "CUDNN_STATUS_ALLOC_FAILED",
             "CUDNN_STATUS_NOT_INITIALIZED",
             "CUDNN_STATUS_INTERNAL_ERROR_DEVICE_ALLOCATION_FAILED",
             "CUDNN_STATUS_INTERNAL_ERROR_HOST_ALLOCATION_FAILED",
             "Unable to find a valid cuDNN algorithm",
             "unable to find an engine to execute this computation",
             "CUBLAS_STATUS_ALLOC_FAILED",
             "CUBLAS_STATUS_NOT_INITIALIZED",
         })
        if (std::strstr(message, words) != nullptr) return true;
    return false;
}

}  // namespace wmt
