#include "mutations.hpp"

#include <algorithm>

#include "fields.hpp"
#include "pgen_writer.hpp"

namespace {

class Mutation {
  public:
    Mutation(wm_genotype_format format, std::mt19937_64& random) : format_(format), random_(random) {}

    std::string file(const std::string& bytes) {
        std::string changed = bytes;
        for (std::size_t left = 1 + below(3); left > 0; --left) {
            const std::size_t kind = below(10);
            if (kind < 3)
                edit_field(changed);
            else if (kind < 7)
                changed = within(changed);
            else
                blind(changed);
        }
        if (below(12) == 0) changed.resize(below(changed.size() + 1));
        return changed;
    }

  private:
    std::size_t below(std::size_t limit) { return limit == 0 ? 0 : random_() % limit; }

    // Half of the places are in the first bytes, where formats have their headers.
    std::size_t place(const std::string& bytes) {
        return below(below(2) == 0 ? std::min<std::size_t>(bytes.size(), 64) : bytes.size());
    }

    std::uint64_t strange(std::uint64_t value, unsigned width) {
        const std::uint64_t largest = width >= 8 ? ~std::uint64_t{0} : (std::uint64_t{1} << (8 * width)) - 1;
        switch (below(9)) {
            case 0:
                return value + 1;
            case 1:
                return value - 1;
            case 2:
                return value * 2;
            case 3:
                return 0;
            case 4:
                return largest;
            case 5:
                return largest / 2 + below(2);
            case 6:
                return value ^ (std::uint64_t{1} << below(8 * width));
            case 7:
                return below(256);
            default:
                return random_() & largest;
        }
    }

    void edit_number(std::string& bytes, std::size_t offset, unsigned width) {
        if (offset + width > bytes.size()) return;
        std::uint64_t value = 0;
        for (unsigned i = 0; i < width; ++i)
            value |= std::uint64_t{static_cast<unsigned char>(bytes[offset + i])} << (8 * i);
        bytes.replace(offset, width, little_endian_bytes(strange(value, width), width));
    }

    void edit_field(std::string& bytes) {
        std::vector<Field> fields;
        if (format_ == WM_FORMAT_PGEN) fields = pgen_fields(bytes);
        if (format_ == WM_FORMAT_BGEN) fields = bgen_fields(bytes);
        if (fields.empty()) {
            edit_number(bytes, place(bytes), 1U << below(4));
            return;
        }
        const Field field = fields[below(fields.size())];
        edit_number(bytes, field.offset, field.width);
    }

    // Changes that keep what stands around them in order, so that they get past the first checks.
    std::string within(const std::string& bytes) {
        const auto change = [&](std::string& part) { blind(part); };
        const std::size_t which = below(1000);
        const bool zipped = bytes.size() > 2 && bytes[0] == '\x1f' && bytes[1] == '\x8b';
        if (format_ == WM_FORMAT_PGEN) return with_record_changed(bytes, which, change);
        if (format_ == WM_FORMAT_BGEN) return with_genotypes_changed(bytes, which, change);
        if (format_ == WM_FORMAT_VCF && zipped)
            return with_content_changed(
                bytes, [&](std::string& part) { below(2) == 0 ? blind(part) : exchange_separators(part); });
        std::string changed = bytes;
        format_ == WM_FORMAT_VCF ? exchange_separators(changed) : blind(changed);
        return changed;
    }

    void exchange_separators(std::string& text) {
        static const std::string marks = "\t\n:/|.,;=-0123456789<>#*\r eE";
        for (std::size_t tries = 0; tries < 20; ++tries) {
            const std::size_t at = below(text.size());
            if (text.empty() || marks.find(text[at]) == std::string::npos) continue;
            const char mark = marks[below(marks.size())];
            if (below(3) == 0)
                text.insert(at, 1 + below(30), mark);
            else
                text[at] = mark;
            return;
        }
    }

    void blind(std::string& bytes) {
        const std::size_t at = place(bytes), size = std::min(bytes.size() - at, 1 + below(24));
        if (bytes.empty()) return;
        switch (below(8)) {
            case 0:
                bytes[at] = static_cast<char>(bytes[at] ^ (1 << below(8)));
                break;
            case 1:
                bytes[at] = static_cast<char>(random_());
                break;
            case 2:
                bytes[at] = "\x00\x01\x7f\x80\xff"[below(5)];
                break;
            case 3:
                bytes.erase(at, size);
                break;
            case 4:
                bytes.insert(at, bytes.substr(place(bytes), size));
                break;
            case 5:
                bytes.insert(at, size, static_cast<char>(random_()));
                break;
            case 6:
                bytes.replace(at, size, size, below(2) == 0 ? '\0' : '\xff');
                break;
            default:
                edit_number(bytes, at, 1U << below(4));
        }
    }

    wm_genotype_format format_;
    std::mt19937_64& random_;
};

}  // namespace

std::string mutated(const std::string& bytes, wm_genotype_format format, std::mt19937_64& random) {
    return Mutation(format, random).file(bytes);
}
