#include "torch/attention.hpp"

#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/mm.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

namespace wmt {

namespace {

constexpr std::int64_t lanes = 16;

// exp of a number that is not above 0, after Cephes' expf: 2^n exp(r) with |r| <= ln(2) / 2. Off by a unit or
// two of the last bit; below -87 it is exp(-87).
inline __attribute__((always_inline)) float exp_of(float x) {
    constexpr float magic = 12582912.0F;  // 1.5 * 2^23: what is added to it is rounded to a whole number.
    x = x < -87.0F ? -87.0F : x;
    const float shifted = x * 1.44269504088896341F + magic;
    const float n = shifted - magic;
    float r = x - n * 0.693359375F;
    r = r + n * 2.12194440e-4F;
    float p = 1.9875691500e-4F;
    p = p * r + 1.3981999507e-3F;
    p = p * r + 8.3334519073e-3F;
    p = p * r + 4.1665795894e-2F;
    p = p * r + 1.6666665459e-1F;
    p = p * r + 5.0000001201e-1F;
    p = p * r * r + r + 1.0F;
    std::int32_t bits;
    std::memcpy(&bits, &shifted, sizeof bits);
    const std::int32_t power = static_cast<std::int32_t>(static_cast<std::uint32_t>(bits) << 23) + 0x3F800000;
    float scale;
    std::memcpy(&scale, &power, sizeof scale);
    return p * scale;
}

// Makes exp(x - largest) of a row, and gives its sum. Sums are taken in `lanes`, which the compiler makes
// vectors of.
inline __attribute__((always_inline)) float exponents(float* row, std::int64_t count) {
    float most[lanes], sums[lanes];
    for (std::int64_t j = 0; j < lanes; j++) {
        most[j] = row[0];
        sums[j] = 0;
    }
    const std::int64_t whole = count / lanes * lanes;
    for (std::int64_t i = 0; i < whole; i += lanes) {
        for (std::int64_t j = 0; j < lanes; j++) most[j] = row[i + j] > most[j] ? row[i + j] : most[j];
    }
    float largest = *std::max_element(most, most + lanes);
    for (std::int64_t i = whole; i < count; i++) largest = std::max(largest, row[i]);
    for (std::int64_t i = 0; i < whole; i += lanes) {
        for (std::int64_t j = 0; j < lanes; j++) {
            row[i + j] = exp_of(row[i + j] - largest);
            sums[j] += row[i + j];
        }
    }
    float sum = 0;
    for (std::int64_t i = whole; i < count; i++) sum += row[i] = exp_of(row[i] - largest);
    for (std::int64_t j = 0; j < lanes; j++) sum += sums[j];
    return sum;
}

using Exponents = float(float*, std::int64_t);

float exponents_anywhere(float* row, std::int64_t count) { return exponents(row, count); }

#if defined(__x86_64__)
__attribute__((target("avx2,fma"))) float exponents_avx2(float* row, std::int64_t count) {
    return exponents(row, count);
}
#endif

Exponents* exponents_here() {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return exponents_avx2;
#endif
    return exponents_anywhere;
}

// Queries of a block: as many as leave its shares in a core's cache.
std::int64_t queries_of_block(std::int64_t tokens) {
    return std::clamp<std::int64_t>((std::int64_t{1} << 17) / tokens, 32, 256);
}

}  // namespace

at::Tensor attended(const at::Tensor& together, std::int64_t heads) {
    const at::NoGradGuard no_grad;
    const at::Tensor values = together.contiguous();
    const std::int64_t people = values.size(0), tokens = values.size(1), width = values.size(2) / 3;
    const std::int64_t each = width / heads, block = queries_of_block(std::max<std::int64_t>(tokens, 1));
    const at::Tensor split = values.view({people, tokens, 3, heads, each});
    at::Tensor out = at::empty({people, tokens, width}, values.options());
    at::Tensor shares = at::empty({std::min(block, tokens), tokens}, values.options());
    const at::Scalar scale(1 / std::sqrt(static_cast<double>(each)));
    Exponents* const make = exponents_here();
    std::vector<float> sums(static_cast<std::size_t>(block));
    for (std::int64_t person = 0; person < people; person++) {
        const at::Tensor of_person = split.select(0, person);
        for (std::int64_t head = 0; head < heads; head++) {
            const at::Tensor queries = of_person.select(1, 0).select(1, head);
            const at::Tensor keys = of_person.select(1, 1).select(1, head).mul(scale).t();
            const at::Tensor mixed = of_person.select(1, 2).select(1, head).contiguous();
            at::Tensor made = out.select(0, person).narrow(1, head * each, each);
            for (std::int64_t first = 0; first < tokens; first += block) {
                const std::int64_t count = std::min(block, tokens - first);
                at::Tensor part = shares.narrow(0, 0, count);
                at::mm_out(part, queries.narrow(0, first, count), keys);
                float* const rows = part.data_ptr<float>();
                at::parallel_for(0, count, 8, [&](std::int64_t begin, std::int64_t end) {
                    for (std::int64_t i = begin; i < end; i++)
                        sums[static_cast<std::size_t>(i)] = make(rows + i * tokens, tokens);
                });
                at::Tensor to = made.narrow(0, first, count);
                at::mm_out(to, part, mixed);
                // The sum is taken out of what is mixed, which has fewer numbers than the shares.
                float* const given = to.data_ptr<float>();
                for (std::int64_t i = 0; i < count; i++) {
                    const float share = 1 / sums[static_cast<std::size_t>(i)];
                    for (std::int64_t j = 0; j < each; j++) given[i * width + j] *= share;
                }
            }
        }
    }
    return out;
}

}  // namespace wmt
