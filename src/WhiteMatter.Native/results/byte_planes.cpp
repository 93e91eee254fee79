#include "results/byte_planes.hpp"

#include <zstd.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <iterator>
#include <memory>
#include <new>

#include "interface/last_error.hpp"

namespace wm {
namespace {

enum PlaneKind : std::uint8_t { plane_constant = 0, plane_raw = 1, plane_zstd = 2 };

// Below this share saved, what is compressed is not worth the time to read it.
constexpr double least_saving = 0.08;
constexpr int zstd_level = 1;
constexpr std::size_t plane_overhead = 8;

struct FreeCompression {
    void operator()(ZSTD_CCtx* state) const { ZSTD_freeCCtx(state); }
};
struct FreeDecompression {
    void operator()(ZSTD_DCtx* state) const { ZSTD_freeDCtx(state); }
};

ZSTD_CCtx* compression() {
    thread_local std::unique_ptr<ZSTD_CCtx, FreeCompression> state;
    if (!state) {
        state.reset(ZSTD_createCCtx());
        if (!state) throw std::bad_alloc();
        ZSTD_CCtx_setParameter(state.get(), ZSTD_c_compressionLevel, zstd_level);
        ZSTD_CCtx_setParameter(state.get(), ZSTD_c_contentSizeFlag, 0);
    }
    return state.get();
}

ZSTD_DCtx* decompression() {
    thread_local std::unique_ptr<ZSTD_DCtx, FreeDecompression> state;
    if (!state) {
        state.reset(ZSTD_createDCtx());
        if (!state) throw std::bad_alloc();
    }
    return state.get();
}

// Transposes eight rows of eight bytes.
void transpose(std::uint64_t (&x)[8]) {
    const auto swap = [](std::uint64_t& a, std::uint64_t& b, std::uint64_t low, int shift) {
        const std::uint64_t t = ((a >> shift) ^ b) & low;
        b ^= t;
        a ^= t << shift;
    };
    for (int i = 0; i < 4; ++i) swap(x[i], x[i + 4], 0x00000000ffffffffu, 32);
    for (int i : {0, 1, 4, 5}) swap(x[i], x[i + 2], 0x0000ffff0000ffffu, 16);
    for (int i : {0, 2, 4, 6}) swap(x[i], x[i + 1], 0x00ff00ff00ff00ffu, 8);
}

// planes[p * count + i] = byte p of record i.
void split(const std::uint8_t* records, std::size_t count, std::size_t width, std::uint8_t* planes) {
    std::size_t i = 0;
    if (width == 8)
        for (; i + 8 <= count; i += 8) {
            std::uint64_t x[8];
            std::memcpy(x, records + i * 8, sizeof x);
            transpose(x);
            for (std::size_t p = 0; p < 8; ++p) std::memcpy(planes + p * count + i, &x[p], 8);
        }
    for (; i < count; ++i)
        for (std::size_t p = 0; p < width; ++p) planes[p * count + i] = records[i * width + p];
}

void join(const std::uint8_t* planes, std::size_t count, std::size_t width, std::uint8_t* records) {
    std::size_t i = 0;
    if (width == 8)
        for (; i + 8 <= count; i += 8) {
            std::uint64_t x[8];
            for (std::size_t p = 0; p < 8; ++p) std::memcpy(&x[p], planes + p * count + i, 8);
            transpose(x);
            std::memcpy(records + i * 8, x, sizeof x);
        }
    for (; i < count; ++i)
        for (std::size_t p = 0; p < width; ++p) records[i * width + p] = planes[p * count + i];
}

// n log2 n, for counts that a plane of a usual block has.
class EntropyTable {
  public:
    EntropyTable() {
        for (std::size_t n = 1; n < std::size(terms_); ++n) terms_[n] = term(n);
    }
    double operator[](std::size_t n) const { return n < std::size(terms_) ? terms_[n] : term(n); }

  private:
    static double term(std::size_t n) { return static_cast<double>(n) * std::log2(static_cast<double>(n)); }
    double terms_[2048] = {};
};

// Whether an entropy coder saves too little.
bool is_noise(const std::uint8_t* plane, std::size_t count) {
    static const EntropyTable terms;
    std::uint32_t frequency[4][256] = {};
    std::size_t i = 0;
    for (; i + 4 <= count; i += 4)
        for (std::size_t j = 0; j < 4; ++j) ++frequency[j][plane[i + j]];
    for (; i < count; ++i) ++frequency[0][plane[i]];
    double bits = terms[count];
    for (std::size_t b = 0; b < 256; ++b)
        bits -= terms[frequency[0][b] + frequency[1][b] + frequency[2][b] + frequency[3][b]];
    // A table of code lengths takes up to half a byte for each value that occurs.
    const double table = count < 4096 ? 8.0 * 32 : 8.0 * 128;
    return bits + table > (1.0 - least_saving) * 8.0 * static_cast<double>(count);
}

void encode_plane(const std::uint8_t* plane, std::size_t count, bool repeats, ByteOutput& output) {
    if (std::all_of(plane, plane + count, [&](std::uint8_t b) { return b == plane[0]; })) {
        output.put<std::uint8_t>(plane_constant);
        output.put<std::uint8_t>(count == 0 ? 0 : plane[0]);
        return;
    }
    if (repeats || !is_noise(plane, count)) {
        const std::size_t room = ZSTD_compressBound(count);
        std::vector<std::uint8_t> packed(room);
        const std::size_t size = ZSTD_compress2(compression(), packed.data(), room, plane, count);
        if (ZSTD_isError(size) != 0) throw Failure(WM_INTERNAL_ERROR, ZSTD_getErrorName(size));
        if (static_cast<double>(size) < (1.0 - least_saving) * static_cast<double>(count)) {
            output.put<std::uint8_t>(plane_zstd);
            output.put<std::uint32_t>(static_cast<std::uint32_t>(size));
            std::memcpy(output.place(size), packed.data(), size);
            return;
        }
    }
    output.put<std::uint8_t>(plane_raw);
    std::memcpy(output.place(count), plane, count);
}

void decode_plane(ByteInput& input, std::size_t count, std::uint8_t* plane) {
    switch (input.get<std::uint8_t>()) {
        case plane_constant: {
            const std::uint8_t value = input.get<std::uint8_t>();
            if (count > 0) std::memset(plane, value, count);
            return;
        }
        case plane_raw:
            if (count > 0) std::memcpy(plane, input.take(count), count);
            return;
        case plane_zstd: {
            const std::size_t size = input.get<std::uint32_t>();
            const std::uint8_t* packed = input.take(size);
            if (ZSTD_decompressDCtx(decompression(), plane, count, packed, size) != count)
                fail_damaged("a plane of bytes does not unpack to its size");
            return;
        }
        default:
            fail_damaged("a plane of bytes of an unknown kind");
    }
}

void skip_plane(ByteInput& input, std::size_t count) {
    switch (input.get<std::uint8_t>()) {
        case plane_constant:
            input.take(1);
            return;
        case plane_raw:
            input.take(count);
            return;
        case plane_zstd:
            input.take(input.get<std::uint32_t>());
            return;
        default:
            fail_damaged("a plane of bytes of an unknown kind");
    }
}

}  // namespace

std::uint8_t* ByteOutput::place(std::size_t bytes) {
    if (capacity_ - size_ < bytes) throw Failure(WM_INVALID_ARGUMENT, "the output is smaller than its bound");
    std::uint8_t* at = data_ + size_;
    size_ += bytes;
    return at;
}

const std::uint8_t* ByteInput::take(std::size_t bytes) {
    if (left() < bytes) fail_damaged("it ends early");
    const std::uint8_t* at = data_ + at_;
    at_ += bytes;
    return at;
}

void fail_damaged(const char* what) {
    throw Failure(WM_BAD_DATA, std::string("damaged chunk of results: ") + what);
}

std::size_t planes_bound(std::size_t count, std::size_t width) { return (count + plane_overhead) * width; }

void encode_planes(const std::uint8_t* records, std::size_t count, std::size_t width, ByteOutput& output) {
    std::vector<std::uint8_t> planes(count * width);
    split(records, count, width, planes.data());
    // Planes of doubles hold no repeated runs that an entropy coder would miss; those of longer records may.
    for (std::size_t p = 0; p < width; ++p) encode_plane(planes.data() + p * count, count, width > 8, output);
}

void decode_planes(ByteInput& input, std::size_t count, std::size_t width, std::uint8_t* records) {
    std::vector<std::uint8_t> planes(count * width);
    for (std::size_t p = 0; p < width; ++p) decode_plane(input, count, planes.data() + p * count);
    join(planes.data(), count, width, records);
}

void skip_planes(ByteInput& input, std::size_t count, std::size_t width) {
    for (std::size_t p = 0; p < width; ++p) skip_plane(input, count);
}

}  // namespace wm
