// A zstd stream unpacked piece by piece.
#include <zstd.h>

#include <memory>
#include <new>

#include "interface/last_error.hpp"
#include "whitematter.h"

namespace {

struct Free {
    void operator()(ZSTD_DCtx* state) const { ZSTD_freeDCtx(state); }
};

// 128 MiB of window: what zstd --long needs at most, and no file can ask for more.
constexpr int most_window_bits = 27;

}  // namespace

struct wm_zstd {
    std::unique_ptr<ZSTD_DCtx, Free> state;
    bool whole = true;  // at the end of a frame
};

extern "C" wm_status wm_zstd_create(wm_zstd** stream) {
    return wm::guarded([&] {
        wm::require(stream != nullptr, "no place for the stream");
        *stream = nullptr;
        auto made = std::make_unique<wm_zstd>();
        made->state.reset(ZSTD_createDCtx());
        if (!made->state) throw std::bad_alloc();
        ZSTD_DCtx_setParameter(made->state.get(), ZSTD_d_windowLogMax, most_window_bits);
        *stream = made.release();
    });
}

extern "C" void wm_zstd_free(wm_zstd* stream) { delete stream; }

extern "C" wm_status wm_zstd_decompress(wm_zstd* stream, const uint8_t* input, int64_t input_size,
                                        int64_t* consumed, uint8_t* output, int64_t output_size,
                                        int64_t* produced, int32_t* whole) {
    return wm::guarded([&] {
        wm::require(stream != nullptr && consumed != nullptr && produced != nullptr && whole != nullptr,
                    "null argument");
        wm::require(input_size >= 0 && output_size >= 0, "negative size");
        ZSTD_inBuffer in{input, static_cast<std::size_t>(input_size), 0};
        ZSTD_outBuffer out{output, static_cast<std::size_t>(output_size), 0};
        const std::size_t state = ZSTD_decompressStream(stream->state.get(), &out, &in);
        if (ZSTD_isError(state) != 0)
            throw wm::Failure(WM_BAD_DATA, std::string("zstd: ") + ZSTD_getErrorName(state));
        stream->whole = state == 0 || (stream->whole && in.pos == 0 && out.pos == 0);
        *consumed = static_cast<int64_t>(in.pos);
        *produced = static_cast<int64_t>(out.pos);
        *whole = stream->whole ? 1 : 0;
    });
}
