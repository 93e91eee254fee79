// Rows of tables of results as text.
#include <cmath>
#include <cstring>
#include <span>

#include "interface/last_error.hpp"
#include "results/number_text.hpp"
#include "whitematter_results.h"

namespace {

using wm::longest_number;

std::int64_t shared_length(const wm_text_column& column, std::int32_t row) {
    return column.ends[row] - (row == 0 ? 0 : column.ends[row - 1]);
}

std::int64_t bound(std::span<const wm_text_column> columns, const std::int32_t* rows, std::int64_t count) {
    std::int64_t size = 0;
    for (const wm_text_column& column : columns) {
        if (column.kind == WM_TEXT_SHARED)
            for (std::int64_t i = 0; i < count; ++i) size += shared_length(column, rows[i]) + 1;
        else
            size += count * static_cast<std::int64_t>(longest_number + 1);
    }
    return size;
}

std::uint8_t* write_text(std::uint8_t* to, const void* text, std::size_t length) {
    std::memcpy(to, text, length);
    return to + length;
}

std::uint8_t* write_cell(const wm_text_column& column, std::int32_t row, const char* missing,
                         std::size_t missing_length, std::uint8_t* to) {
    switch (column.kind) {
        case WM_TEXT_SHARED: {
            const std::int64_t length = shared_length(column, row);
            return write_text(to, static_cast<const std::uint8_t*>(column.values) + column.ends[row] - length,
                              static_cast<std::size_t>(length));
        }
        case WM_TEXT_WHOLE:
            return wm::write_whole(static_cast<const std::int32_t*>(column.values)[row], to);
        case WM_TEXT_P: {
            const double value = static_cast<const double*>(column.values)[row];
            return value >= 0.0 ? wm::write_p(value, to) : write_text(to, missing, missing_length);
        }
        default: {
            const double value = static_cast<const double*>(column.values)[row];
            return std::isfinite(value) ? wm::write_number(value, to)
                                        : write_text(to, missing, missing_length);
        }
    }
}

void check(const wm_text_column* columns, std::int32_t count, const std::int32_t* rows,
           std::int64_t row_count) {
    wm::require(count > 0 && columns != nullptr, "no columns");
    wm::require(row_count >= 0 && (rows != nullptr || row_count == 0), "null rows");
    for (std::int32_t c = 0; c < count; ++c) {
        wm::require(columns[c].kind >= WM_TEXT_SHARED && columns[c].kind <= WM_TEXT_P,
                    "an unknown kind of column");
        wm::require(row_count == 0 || (columns[c].values != nullptr &&
                                       (columns[c].kind != WM_TEXT_SHARED || columns[c].ends != nullptr)),
                    "null column");
    }
}

}  // namespace

extern "C" int64_t wm_rows_bound(const wm_text_column* columns, int32_t count, const int32_t* rows,
                                 int64_t row_count) {
    std::int64_t size = -1;
    wm::guarded([&] {
        check(columns, count, rows, row_count);
        size = bound({columns, static_cast<std::size_t>(count)}, rows, row_count);
    });
    return size;
}

extern "C" wm_status wm_rows_format(const wm_text_column* columns, int32_t count, const int32_t* rows,
                                    int64_t row_count, char separator, const char* missing, uint8_t* output,
                                    int64_t output_capacity, int64_t* output_size, int32_t* row_ends) {
    return wm::guarded([&] {
        check(columns, count, rows, row_count);
        wm::require(missing != nullptr && output_size != nullptr && (output != nullptr || row_count == 0),
                    "null argument");
        const std::span<const wm_text_column> all{columns, static_cast<std::size_t>(count)};
        wm::require(output_capacity >= bound(all, rows, row_count),
                    "the output is smaller than wm_rows_bound");
        const std::size_t missing_length = std::strlen(missing);
        wm::require(missing_length <= longest_number, "a missing value is too long");
        std::uint8_t* to = output;
        for (std::int64_t i = 0; i < row_count; ++i) {
            for (const wm_text_column& column : all) {
                to = write_cell(column, rows[i], missing, missing_length, to);
                *to++ = static_cast<std::uint8_t>(separator);
            }
            to[-1] = '\n';
            if (row_ends != nullptr) row_ends[i] = static_cast<std::int32_t>(to - output);
        }
        *output_size = to - output;
    });
}
