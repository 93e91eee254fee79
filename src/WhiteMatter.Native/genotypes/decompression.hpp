// Decompressors of known output size, one for each thread.
#pragma once

#include <libdeflate.h>
#include <zstd.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>

namespace wm {

class Inflate {
  public:
    // True if the stream becomes exactly `size` bytes.
    bool zlib(const std::uint8_t* stream, std::size_t stream_size, std::uint8_t* bytes, std::size_t size) {
        return libdeflate_zlib_decompress(state(), stream, stream_size, bytes, size, nullptr) ==
               LIBDEFLATE_SUCCESS;
    }
    bool raw(const std::uint8_t* stream, std::size_t stream_size, std::uint8_t* bytes, std::size_t size) {
        return libdeflate_deflate_decompress(state(), stream, stream_size, bytes, size, nullptr) ==
               LIBDEFLATE_SUCCESS;
    }

  private:
    struct Free {
        void operator()(libdeflate_decompressor* state) const { libdeflate_free_decompressor(state); }
    };
    libdeflate_decompressor* state() {
        if (!state_) state_.reset(libdeflate_alloc_decompressor());
        if (!state_) throw std::bad_alloc();
        return state_.get();
    }
    std::unique_ptr<libdeflate_decompressor, Free> state_;
};

class Zstandard {
  public:
    bool decompress(const std::uint8_t* stream, std::size_t stream_size, std::uint8_t* bytes,
                    std::size_t size) {
        if (!state_) state_.reset(ZSTD_createDCtx());
        if (!state_) throw std::bad_alloc();
        return ZSTD_decompressDCtx(state_.get(), bytes, size, stream, stream_size) == size;
    }

  private:
    struct Free {
        void operator()(ZSTD_DCtx* state) const { ZSTD_freeDCtx(state); }
    };
    std::unique_ptr<ZSTD_DCtx, Free> state_;
};

}  // namespace wm
