// A variant as a line of a .bim file.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace wm {

struct ListedVariant {
    std::string_view chromosome, name;
    std::int64_t position;
    std::string_view counted_allele, other_allele;  // A1, A2
};

// Appends chromosome, name, 0, position, A1, A2 with tabs and a newline. An empty chromosome becomes 0, as
// PLINK's unknown one. Throws WM_DATA_TEXT where a field has white space or control characters or an allele
// is empty; offset and number say for which variant.
void append_bim_line(const ListedVariant& variant, std::int64_t offset, std::int64_t number,
                     std::string& line);

}  // namespace wm
