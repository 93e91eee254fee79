// Numbers are written as printf writes them with %.6g.
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdio>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "whitematter_results.h"

namespace {

std::string row(const std::vector<wm_text_column>& columns, const std::vector<std::int32_t>& rows,
                std::vector<std::int32_t>* ends = nullptr) {
    const auto count = static_cast<std::int32_t>(columns.size());
    std::string out(static_cast<std::size_t>(wm_rows_bound(columns.data(), count, rows.data(),
                                                           static_cast<std::int64_t>(rows.size()))),
                    '\0');
    std::int64_t size = 0;
    if (ends != nullptr) ends->resize(rows.size());
    EXPECT_EQ(
        wm_rows_format(columns.data(), count, rows.data(), static_cast<std::int64_t>(rows.size()), '\t', "NA",
                       reinterpret_cast<std::uint8_t*>(out.data()), static_cast<std::int64_t>(out.size()),
                       &size, ends == nullptr ? nullptr : ends->data()),
        WM_OK)
        << wm_last_error();
    out.resize(static_cast<std::size_t>(size));
    return out;
}

std::string number(double value, std::int32_t kind = WM_TEXT_NUMBER) {
    std::string text = row({{kind, 0, &value, nullptr}}, {0});
    text.pop_back();
    return text;
}

std::string printed(double value) {
    char text[64];
    std::snprintf(text, sizeof text, "%.6g", value);
    return text;
}

TEST(RowText, NumbersAreThoseOfPrintfWithSixDigits) {
    for (const double value : {1.0,
                               -1.0,
                               0.1 + 0.2,
                               123456.0,
                               1234567.0,
                               999999.5,
                               999999.4,
                               0.0001,
                               0.00001,
                               1e5,
                               1e6,
                               0.1234565,
                               2.5,
                               1e-300,
                               1e300,
                               5e-324,
                               1.7976931348623157e308,
                               100000.5,
                               0.00099999951,
                               9.9999949e-5,
                               9.9999951e-5})
        EXPECT_EQ(number(value), printed(value));
    EXPECT_EQ(number(0.0), "0");
    EXPECT_EQ(number(-0.0), "0");
    EXPECT_EQ(number(std::numeric_limits<double>::quiet_NaN()), "NA");
    EXPECT_EQ(number(std::numeric_limits<double>::infinity()), "NA");
    std::mt19937_64 random(5);
    std::uniform_real_distribution<double> magnitude(-12, 12), any(-307, 307);
    for (int i = 0; i < 400000; ++i) {
        const double value =
            (i % 2 == 0 ? 1 : -1) * std::pow(10.0, i % 10 == 0 ? any(random) : magnitude(random));
        ASSERT_EQ(number(value), printed(value));
    }
    // Short decimals and fractions of counts lie on the boundary of rounding more often than chance has it.
    for (int i = 1; i < 100000; ++i) {
        ASSERT_EQ(number(i / 1e7), printed(i / 1e7));
        ASSERT_EQ(number(i * 10 + 0.5), printed(i * 10 + 0.5));
        ASSERT_EQ(number(i / 758.0), printed(i / 758.0));
    }
}

TEST(RowText, PIsWrittenWithoutUnderflow) {
    // 10^-0.5 = 0.31622776601683794, a closed form.
    EXPECT_EQ(number(0.0, WM_TEXT_P), "1");
    EXPECT_EQ(number(1e-14, WM_TEXT_P), "1");
    EXPECT_EQ(number(0.30102999566398120, WM_TEXT_P), "0.5");
    EXPECT_EQ(number(1.5, WM_TEXT_P), "0.0316228");
    EXPECT_EQ(number(4.0, WM_TEXT_P), "0.0001");
    EXPECT_EQ(number(5.0, WM_TEXT_P), "1e-05");
    EXPECT_EQ(number(7.301029995663981, WM_TEXT_P), "5e-08");
    EXPECT_EQ(number(450.5, WM_TEXT_P), "3.16228e-451");
    EXPECT_EQ(number(123456.0, WM_TEXT_P), "1e-123456");
    EXPECT_EQ(number(std::numeric_limits<double>::infinity(), WM_TEXT_P), "0");
    EXPECT_EQ(number(std::numeric_limits<double>::quiet_NaN(), WM_TEXT_P), "NA");
    std::mt19937_64 random(6);
    std::uniform_real_distribution<double> near(0, 3), far(0, 300);
    for (int i = 0; i < 200000; ++i) {
        const double log = i % 2 == 0 ? near(random) : far(random);
        const double p = std::pow(10.0, -log);
        ASSERT_NEAR(std::stod(number(log, WM_TEXT_P)) / p, 1.0, 5.0001e-6);
    }
}

TEST(RowText, RowsAreChosenAndTextsShared) {
    const std::string texts = "1\t100\tA1\t200\tCC";
    const std::vector<std::int32_t> ends = {7, 15}, people = {379, -5};
    const std::vector<double> beta = {0.25, -3e-9};
    const std::vector<wm_text_column> columns = {{WM_TEXT_SHARED, 0, texts.data(), ends.data()},
                                                 {WM_TEXT_NUMBER, 0, beta.data(), nullptr},
                                                 {WM_TEXT_WHOLE, 0, people.data(), nullptr}};
    std::vector<std::int32_t> row_ends;
    EXPECT_EQ(row(columns, {1, 0}, &row_ends), "1\t200\tCC\t-3e-09\t-5\n1\t100\tA\t0.25\t379\n");
    EXPECT_EQ(row_ends, (std::vector<std::int32_t>{19, 36}));
    EXPECT_EQ(row(columns, {}), "");
    std::uint8_t small[10];
    std::int64_t size = 0;
    const std::int32_t which = 0;
    EXPECT_EQ(wm_rows_format(columns.data(), 3, &which, 1, '\t', "NA", small, 10, &size, nullptr),
              WM_INVALID_ARGUMENT);
    EXPECT_EQ(wm_rows_bound(nullptr, 3, &which, 1), -1);
}

}  // namespace
