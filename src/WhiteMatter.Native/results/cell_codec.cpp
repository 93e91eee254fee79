#include "results/cell_codec.hpp"

#include <libdeflate.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include "association/finish.hpp"
#include "interface/last_error.hpp"
#include "product/product.hpp"
#include "statistics/student_t_core.hpp"

namespace wm {
namespace {

enum EffectKind : std::uint8_t { effect_planes = 0 };
enum ErrorKind : std::uint8_t { error_planes = 0, error_predicted = 1 };
enum ProbabilityKind : std::uint8_t { probability_planes = 0, probability_student = 1 };
enum PeopleKind : std::uint8_t { people_called = 0, people_planes = 1 };
enum RemarkKind : std::uint8_t { remark_none = 0, remark_planes = 1 };

// Cells whose value does not follow are listed, at most this share of them; else the column is stored.
constexpr std::size_t most_exceptions_divisor = 8;
constexpr std::size_t exception_bytes = sizeof(std::uint32_t) + sizeof(std::uint64_t);
// A form that leaves more bits than this of a standard error saves nothing.
constexpr double most_left_bits = 46.0;
constexpr std::size_t lanes = slab_variants;

std::int32_t people_of(const wm_cells& cells, std::size_t i) {
    return cells.people != nullptr ? cells.people[i] : cells.called[i];
}

std::uint64_t zigzag(std::uint64_t difference) { return (difference << 1) ^ (0 - (difference >> 63)); }

std::uint64_t unzigzag(std::uint64_t code) { return (code >> 1) ^ (0 - (code & 1)); }

double spread_of(std::int32_t form, double beta, double se, double df) {
    return form == WM_SPREAD_LINEAR ? se * se * df + beta * beta : se * se;
}

// The standard errors that a form gives; where the effect is no number, neither is its error, with the same
// bits.
void predict(const wm_cells& cells, double scale, double* se) {
    const std::size_t count = static_cast<std::size_t>(cells.count);
    if (cells.form == WM_SPREAD_LINEAR) {
        for (std::size_t i = 0; i < count; ++i) {
            const double df = static_cast<double>(people_of(cells, i) - cells.rank - 1);
            se[i] = std::sqrt((scale * cells.spread[i] - cells.beta[i] * cells.beta[i]) / df);
        }
    } else {
        for (std::size_t i = 0; i < count; ++i) se[i] = std::sqrt(scale * cells.spread[i]);
    }
    for (std::size_t i = 0; i < count; ++i) se[i] = cells.beta[i] != cells.beta[i] ? cells.beta[i] : se[i];
}

// The trait's number of the form: from the first cell with one.
double scale_of(const wm_cells& cells) {
    for (std::size_t i = 0; i < static_cast<std::size_t>(cells.count); ++i) {
        const double df = static_cast<double>(people_of(cells, i) - cells.rank - 1);
        const double scale = spread_of(cells.form, cells.beta[i], cells.se[i], df) / cells.spread[i];
        if (cells.se[i] > 0.0 && scale > 0.0 && scale < std::numeric_limits<double>::infinity()) return scale;
    }
    return std::numeric_limits<double>::quiet_NaN();
}

void residuals(const wm_cells& cells, double scale, std::uint64_t* codes) {
    const std::size_t count = static_cast<std::size_t>(cells.count);
    std::vector<double> predicted(count);
    predict(cells, scale, predicted.data());
    for (std::size_t i = 0; i < count; ++i)
        codes[i] =
            zigzag(std::bit_cast<std::uint64_t>(cells.se[i]) - std::bit_cast<std::uint64_t>(predicted[i]));
}

// -log10 P of Student's t for every cell, by the function of the association's kernel.
void student(const wm_cells& cells, double* neglog10p) {
    const std::size_t count = static_cast<std::size_t>(cells.count);
    const FinishKernels& kernels = *kernels_for(WM_CPU_AUTO).finish;
    alignas(64) double beta[lanes], se[lanes], df[lanes], inverse_df[lanes], scale[lanes], p[lanes];
    double last_df = -1.0, last_inverse = 0.0, last_scale = 0.0;
    for (std::size_t first = 0; first < count; first += lanes) {
        const std::size_t size = std::min(lanes, count - first);
        for (std::size_t i = 0; i < lanes; ++i) {
            const std::size_t cell = first + std::min(i, size - 1);
            beta[i] = cells.beta[cell];
            se[i] = cells.se[cell];
            const double degrees = static_cast<double>(people_of(cells, cell) - cells.rank - 1);
            if (degrees != last_df) {
                last_df = degrees;
                last_inverse = 1.0 / degrees;
                last_scale = degrees >= 1.0 ? student_scale(degrees) : 1.0;
            }
            df[i] = degrees;
            inverse_df[i] = last_inverse;
            scale[i] = last_scale;
        }
        kernels.student_tails(beta, se, df, inverse_df, scale, p);
        std::memcpy(neglog10p + first, p, size * sizeof(double));
    }
    for (std::size_t i = 0; i < count; ++i)
        if (cells.beta[i] != cells.beta[i]) neglog10p[i] = cells.beta[i];
}

struct Exceptions {
    std::vector<std::uint32_t> cell;
    std::vector<std::uint64_t> value;
};

void put_exceptions(const Exceptions& exceptions, ByteOutput& output) {
    const std::size_t count = exceptions.cell.size();
    output.put<std::uint32_t>(static_cast<std::uint32_t>(count));
    if (count == 0) return;
    std::memcpy(output.place(count * sizeof(std::uint32_t)), exceptions.cell.data(),
                count * sizeof(std::uint32_t));
    std::memcpy(output.place(count * sizeof(std::uint64_t)), exceptions.value.data(),
                count * sizeof(std::uint64_t));
}

void apply_exceptions(ByteInput& input, std::size_t count, double* values) {
    const std::size_t exceptions = input.get<std::uint32_t>();
    if (exceptions > count) fail_damaged("more exceptions than cells");
    const std::uint8_t* cells = input.take(exceptions * sizeof(std::uint32_t));
    const std::uint8_t* bits = input.take(exceptions * sizeof(std::uint64_t));
    for (std::size_t i = 0; i < exceptions; ++i) {
        std::uint32_t cell;
        std::memcpy(&cell, cells + i * sizeof cell, sizeof cell);
        if (cell >= count) fail_damaged("an exception of a cell that is not there");
        std::memcpy(values + cell, bits + i * sizeof(double), sizeof(double));
    }
}

// The width in bytes of the codes, with the rest as exceptions, that takes the least.
std::size_t best_width(const std::vector<std::uint64_t>& codes, std::size_t& bytes) {
    std::size_t longer[9] = {};
    for (const std::uint64_t code : codes) ++longer[(std::bit_width(code | 1) + 7) / 8];
    std::size_t best = 8, exceptions = 0;
    bytes = 8 * codes.size();
    for (std::size_t width = 7; width >= 1; --width) {
        exceptions += longer[width + 1];
        if (exceptions * most_exceptions_divisor > codes.size()) break;
        const std::size_t here = width * codes.size() + exceptions * exception_bytes;
        if (here < bytes) {
            bytes = here;
            best = width;
        }
    }
    return best;
}

bool encode_predicted(const wm_cells& cells, ByteOutput& output) {
    if (cells.spread == nullptr || cells.form == WM_SPREAD_NONE || cells.count == 0) return false;
    const double scale = scale_of(cells);
    if (scale != scale) return false;
    const std::size_t count = static_cast<std::size_t>(cells.count);
    std::vector<std::uint64_t> codes(count);
    residuals(cells, scale, codes.data());
    std::size_t bytes = 0;
    const std::size_t width = best_width(codes, bytes);
    if (width > 6) return false;
    Exceptions exceptions;
    std::vector<std::uint8_t> narrow(count * width);
    for (std::size_t i = 0; i < count; ++i) {
        std::uint64_t code = codes[i];
        if (code >> (8 * width) != 0) {
            exceptions.cell.push_back(static_cast<std::uint32_t>(i));
            exceptions.value.push_back(std::bit_cast<std::uint64_t>(cells.se[i]));
            code = 0;
        }
        std::memcpy(narrow.data() + i * width, &code, width);
    }
    output.put<std::uint8_t>(error_predicted);
    output.put<double>(scale);
    output.put<std::uint8_t>(static_cast<std::uint8_t>(width));
    encode_planes(narrow.data(), count, width, output);
    put_exceptions(exceptions, output);
    return true;
}

void decode_errors(ByteInput& input, const wm_cells& cells) {
    const std::size_t count = static_cast<std::size_t>(cells.count);
    switch (input.get<std::uint8_t>()) {
        case error_planes:
            decode_planes(input, count, sizeof(double), reinterpret_cast<std::uint8_t*>(cells.se));
            return;
        case error_predicted: {
            if (cells.spread == nullptr || cells.form == WM_SPREAD_NONE)
                fail_damaged("standard errors that follow from numbers that are not there");
            const double scale = input.get<double>();
            const std::size_t width = input.get<std::uint8_t>();
            if (width < 1 || width > 6) fail_damaged("an impossible width");
            std::vector<std::uint8_t> narrow(count * width);
            decode_planes(input, count, width, narrow.data());
            predict(cells, scale, cells.se);
            for (std::size_t i = 0; i < count; ++i) {
                std::uint64_t code = 0;
                std::memcpy(&code, narrow.data() + i * width, width);
                cells.se[i] =
                    std::bit_cast<double>(std::bit_cast<std::uint64_t>(cells.se[i]) + unzigzag(code));
            }
            apply_exceptions(input, count, cells.se);
            return;
        }
        default:
            fail_damaged("standard errors of an unknown kind");
    }
}

void skip_exceptions(ByteInput& input) { input.take(input.get<std::uint32_t>() * exception_bytes); }

void skip_errors(ByteInput& input, std::size_t count) {
    switch (input.get<std::uint8_t>()) {
        case error_planes:
            skip_planes(input, count, sizeof(double));
            return;
        case error_predicted:
            input.take(sizeof(double));
            skip_planes(input, count, input.get<std::uint8_t>());
            skip_exceptions(input);
            return;
        default:
            fail_damaged("standard errors of an unknown kind");
    }
}

bool encode_student(const wm_cells& cells, ByteOutput& output) {
    if (cells.rank < 0 || cells.derives_p == 0) return false;
    const std::size_t count = static_cast<std::size_t>(cells.count);
    std::vector<double> p(count);
    student(cells, p.data());
    Exceptions exceptions;
    for (std::size_t i = 0; i < count; ++i)
        if (std::bit_cast<std::uint64_t>(p[i]) != std::bit_cast<std::uint64_t>(cells.neglog10p[i])) {
            exceptions.cell.push_back(static_cast<std::uint32_t>(i));
            exceptions.value.push_back(std::bit_cast<std::uint64_t>(cells.neglog10p[i]));
            if (exceptions.cell.size() * most_exceptions_divisor > count) return false;
        }
    output.put<std::uint8_t>(probability_student);
    put_exceptions(exceptions, output);
    return true;
}

void decode_people(ByteInput& input, const wm_cells& cells, std::vector<std::int32_t>& room) {
    const std::size_t count = static_cast<std::size_t>(cells.count);
    std::int32_t* people = cells.people != nullptr ? cells.people : room.data();
    switch (input.get<std::uint8_t>()) {
        case people_called:
            if (count > 0) std::memcpy(people, cells.called, count * sizeof(std::int32_t));
            return;
        case people_planes:
            decode_planes(input, count, sizeof(std::int32_t), reinterpret_cast<std::uint8_t*>(people));
            for (std::size_t i = 0; i < count; ++i)
                people[i] = static_cast<std::int32_t>(static_cast<std::uint32_t>(cells.called[i]) -
                                                      static_cast<std::uint32_t>(people[i]));
            return;
        default:
            fail_damaged("people of an unknown kind");
    }
}

// -log10 P alone, where it is stored; the input stands behind the people. False where it follows from the
// rest.
bool decode_stored_p(ByteInput input, const wm_cells& cells) {
    const std::size_t count = static_cast<std::size_t>(cells.count);
    if (input.get<std::uint8_t>() != effect_planes) fail_damaged("effects of an unknown kind");
    skip_planes(input, count, sizeof(double));
    skip_errors(input, count);
    if (input.get<std::uint8_t>() == remark_planes) skip_planes(input, count, 1);
    if (input.get<std::uint8_t>() != probability_planes) return false;
    decode_planes(input, count, sizeof(double), reinterpret_cast<std::uint8_t*>(cells.neglog10p));
    return true;
}

void encode_people(const wm_cells& cells, ByteOutput& output) {
    const std::size_t count = static_cast<std::size_t>(cells.count);
    if (cells.people == nullptr || std::equal(cells.people, cells.people + count, cells.called)) {
        output.put<std::uint8_t>(people_called);
        return;
    }
    std::vector<std::int32_t> lacking(count);
    for (std::size_t i = 0; i < count; ++i) lacking[i] = cells.called[i] - cells.people[i];
    output.put<std::uint8_t>(people_planes);
    encode_planes(reinterpret_cast<const std::uint8_t*>(lacking.data()), count, sizeof(std::int32_t), output);
}

double left_bits(const wm_cells& cells) {
    const double scale = scale_of(cells);
    if (scale != scale || cells.count == 0) return 64.0;
    const std::size_t count = static_cast<std::size_t>(cells.count);
    std::vector<std::uint64_t> codes(count);
    residuals(cells, scale, codes.data());
    double bits = 0.0;
    for (const std::uint64_t code : codes) bits += std::bit_width(code);
    return bits / static_cast<double>(count);
}

}  // namespace

std::int32_t find_reference(const wm_cells& first, const wm_cells& second, double* spread) {
    const std::size_t count = static_cast<std::size_t>(first.count);
    std::int32_t best = WM_SPREAD_NONE;
    double least = most_left_bits;
    std::vector<double> numbers(count);
    for (const std::int32_t form : {WM_SPREAD_LINEAR, WM_SPREAD_SQUARE}) {
        if (form == WM_SPREAD_LINEAR && first.rank < 0) continue;
        for (std::size_t i = 0; i < count; ++i)
            numbers[i] = spread_of(form, first.beta[i], first.se[i],
                                   static_cast<double>(people_of(first, i) - first.rank - 1));
        wm_cells tried = second;
        tried.spread = numbers.data();
        tried.form = form;
        const double bits = left_bits(tried);
        if (bits < least) {
            least = bits;
            best = form;
            std::copy(numbers.begin(), numbers.end(), spread);
        }
    }
    return best;
}

std::size_t cells_bound(std::size_t count) {
    return 3 * planes_bound(count, sizeof(double)) + planes_bound(count, sizeof(std::int32_t)) +
           planes_bound(count, 1) + (2 * exception_bytes) * (count / most_exceptions_divisor + 1) + 64;
}

void encode_cells(const wm_cells& cells, ByteOutput& output) {
    const std::size_t count = static_cast<std::size_t>(cells.count);
    encode_people(cells, output);
    output.put<std::uint8_t>(effect_planes);
    encode_planes(reinterpret_cast<const std::uint8_t*>(cells.beta), count, sizeof(double), output);
    if (!encode_predicted(cells, output)) {
        output.put<std::uint8_t>(error_planes);
        encode_planes(reinterpret_cast<const std::uint8_t*>(cells.se), count, sizeof(double), output);
    }
    if (cells.remark == nullptr) {
        output.put<std::uint8_t>(remark_none);
    } else {
        output.put<std::uint8_t>(remark_planes);
        encode_planes(cells.remark, count, 1, output);
    }
    if (!encode_student(cells, output)) {
        output.put<std::uint8_t>(probability_planes);
        encode_planes(reinterpret_cast<const std::uint8_t*>(cells.neglog10p), count, sizeof(double), output);
    }
    output.put<std::uint32_t>(libdeflate_crc32(0, output.data(), output.size()));
}

void decode_cells(ByteInput input, std::int32_t columns, const wm_cells& cells) {
    const std::size_t count = static_cast<std::size_t>(cells.count);
    std::vector<std::int32_t> room(cells.people != nullptr ? 0 : count);
    decode_people(input, cells, room);
    wm_cells known = cells;
    if (cells.people == nullptr) known.people = room.data();
    if ((columns & (WM_CELLS_EFFECT | WM_CELLS_P | WM_CELLS_REMARK)) == 0) return;
    if ((columns & (WM_CELLS_EFFECT | WM_CELLS_P | WM_CELLS_REMARK)) == WM_CELLS_P &&
        decode_stored_p(input, cells))
        return;
    if (input.get<std::uint8_t>() != effect_planes) fail_damaged("effects of an unknown kind");
    decode_planes(input, count, sizeof(double), reinterpret_cast<std::uint8_t*>(cells.beta));
    decode_errors(input, known);
    switch (input.get<std::uint8_t>()) {
        case remark_none:
            if (cells.remark != nullptr && count > 0) std::memset(cells.remark, 0, count);
            break;
        case remark_planes: {
            std::vector<std::uint8_t> unwanted(cells.remark != nullptr ? 0 : count);
            decode_planes(input, count, 1, cells.remark != nullptr ? cells.remark : unwanted.data());
            break;
        }
        default:
            fail_damaged("remarks of an unknown kind");
    }
    if ((columns & WM_CELLS_P) == 0) return;
    switch (input.get<std::uint8_t>()) {
        case probability_planes:
            decode_planes(input, count, sizeof(double), reinterpret_cast<std::uint8_t*>(cells.neglog10p));
            return;
        case probability_student:
            if (cells.rank < 0) fail_damaged("P of Student's t without its degrees of freedom");
            student(known, cells.neglog10p);
            apply_exceptions(input, count, cells.neglog10p);
            return;
        default:
            fail_damaged("P values of an unknown kind");
    }
}

}  // namespace wm
