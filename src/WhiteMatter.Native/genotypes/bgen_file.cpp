// BGEN, layouts 1 and 2. A variant's address is where its record begins and how long it is, which is also
// what bgenix keeps of it in a .bgi index.
#include <algorithm>
#include <cstring>

#include "genotypes/bgen_blocks.hpp"
#include "genotypes/bgen_index.hpp"
#include "genotypes/bgen_probabilities.hpp"
#include "genotypes/bim_line.hpp"
#include "genotypes/data_failure.hpp"
#include "genotypes/decompression.hpp"
#include "genotypes/dosage_calls.hpp"
#include "genotypes/genotype_file.hpp"

namespace wm {
namespace {

constexpr const char* copy_again = "Copy or write the file again";

class BgenScan final : public VariantScan {
  public:
    BgenScan(const InputFile& file, const BgenHeader& header)
        : file_(file), header_(header), place_(header.first_variant) {}

    bool next(wm_variant_address& address, std::string& line) override {
        if (number_ == header_.variants) {
            if (place_ != file_.size())
                throw DataFailure(
                    WM_DATA_COUNTS, std::to_string(file_.size() - place_) + " bytes after the last variant",
                    std::to_string(header_.variants) + " variants, as the header says", copy_again, place_);
            return false;
        }
        const BgenVariant variant = parse();
        if (variant.alleles > 2) refuse_multiallelic(variant);
        append_bim_line({bgen_chromosome(variant.chromosome), variant.name(), variant.position,
                         variant.second_allele, variant.first_allele},
                        place_, number_, line);
        address = {place_, 1, static_cast<std::int32_t>(variant.length())};
        pass(variant);
        return true;
    }

  private:
    // The variant at place_; its views are valid until the next call.
    BgenVariant parse() {
        const std::size_t rest = static_cast<std::size_t>(file_.size() - place_);
        BgenVariant variant;
        std::size_t wanted = 1;
        for (;;) {
            if (wanted > rest) throw ends_within(file_.size());
            hold(wanted);
            const std::size_t available = static_cast<std::size_t>(start_ + held_ - place_);
            const std::size_t needed = parse_bgen_variant(header_, buffer_.data() + (place_ - start_),
                                                          available, place_, number_, variant);
            if (needed == 0) break;
            if (needed > rest) throw ends_within(file_.size());
            wanted = std::min(rest, std::max(needed, 2 * available));
        }
        if (variant.length() > rest) throw ends_within(file_.size());
        return variant;
    }

    // Holds `count` bytes from place_, reading ahead as far as the last variants were long.
    void hold(std::size_t count) {
        if (place_ >= start_ && place_ + static_cast<std::int64_t>(count) <= start_ + held_) return;
        const std::size_t ahead = last_length_ > long_variant ? few_ahead : much_ahead;
        const std::size_t size = static_cast<std::size_t>(
            std::min<std::int64_t>(file_.size() - place_, static_cast<std::int64_t>(std::max(count, ahead))));
        if (buffer_.size() < size) buffer_.resize(size);
        held_ = 0;
        file_.read(place_, buffer_.data(), size);
        start_ = place_;
        held_ = static_cast<std::int64_t>(size);
    }

    void pass(const BgenVariant& variant) {
        last_length_ = variant.length();
        place_ += static_cast<std::int64_t>(variant.length());
        ++number_;
    }

    DataFailure ends_within(std::int64_t end) const {
        return {WM_DATA_CUT_SHORT,
                "the file ends within variant " + std::to_string(number_ + 1),
                std::to_string(header_.variants) + " variants, as the header says",
                copy_again,
                end,
                number_};
    }

    // Walks on to the end of the file, so that the refusal says how many there are.
    [[noreturn]] void refuse_multiallelic(BgenVariant variant) {
        const std::string first = "variant " + std::to_string(number_ + 1) + " (" +
                                  std::string(variant.name()) + ") has " + std::to_string(variant.alleles) +
                                  " alleles";
        const std::int64_t number = number_, place = place_;
        std::int64_t count = 0;
        for (;;) {
            if (variant.alleles > 2) ++count;
            pass(variant);
            if (number_ == header_.variants) break;
            variant = parse();
        }
        refuse_bgen_multiallelic(count, header_.variants, first, place, number);
    }

    static constexpr std::size_t long_variant = 32768, few_ahead = 4096, much_ahead = 262144;
    const InputFile& file_;
    const BgenHeader& header_;
    std::vector<std::uint8_t> buffer_;
    std::int64_t start_ = 0, held_ = 0, place_, number_ = 0;
    std::size_t last_length_ = 0;
};

class BgenReader final : public VariantReader {
  public:
    BgenReader(const InputFile& file, const BgenHeader& header)
        : file_(file), header_(header), window_(file) {}

    void read(const wm_variant_address& address, wm_genotype_encoding encoding, void* row) override {
        require(address.place >= header_.first_variant && address.length > 0 && address.allele == 1 &&
                    address.place <= file_.size() - address.length,
                "the address is not one of a variant in this file");
        const std::size_t length = static_cast<std::size_t>(address.length);
        const std::uint8_t* const record = window_.bytes(address.place, length);
        BgenVariant variant;
        if (parse_bgen_variant(header_, record, length, address.place, -1, variant) != 0 ||
            variant.length() != length)
            throw DataFailure(WM_DATA_DAMAGED,
                              "no variant of " + std::to_string(length) + " bytes at its place",
                              "the file whose variants were listed",
                              "Remove the list of its variants and run again", address.place);
        const BgenFailure failure = [&](wm_data_problem problem, const std::string& found,
                                        const std::string& expected, const std::string& remedy) {
            return DataFailure(problem,
                               found + ", variant " + std::string(variant.name()) + " at " +
                                   std::string(variant.chromosome) + ":" + std::to_string(variant.position),
                               expected, remedy, address.place);
        };
        if (variant.alleles != 2)
            throw failure(WM_DATA_MULTIALLELIC, std::to_string(variant.alleles) + " alleles", "two alleles",
                          "Leave the variant out");

        const bool direct = encoding == WM_DOSAGES && reinterpret_cast<std::uintptr_t>(row) % 2 == 0;
        if (!direct) dosages_.resize(static_cast<std::size_t>(header_.samples));
        std::uint16_t* const dosages = direct ? static_cast<std::uint16_t*>(row) : dosages_.data();
        const std::uint8_t* const genotypes = whole_genotypes(record, variant, failure);
        if (header_.layout == 1)
            decode_bgen_layout1(genotypes, header_.samples, dosages);
        else
            decode_bgen_layout2(genotypes, variant.whole, header_.samples, dosages, failure);
        if (encoding == WM_HARDCALLS)
            pack_hard_calls(dosages, header_.samples, static_cast<std::uint8_t*>(row));
        else if (!direct)
            std::memcpy(row, dosages, static_cast<std::size_t>(header_.samples) * sizeof *dosages);
    }

  private:
    // The genotypes without compression, with readable bytes after them.
    const std::uint8_t* whole_genotypes(const std::uint8_t* record, const BgenVariant& variant,
                                        const BgenFailure& failure) {
        constexpr std::size_t readable_after = 8;
        const std::uint8_t* const stored = record + variant.data;
        if (header_.compression == BgenCompression::none && header_.layout == 1) return stored;
        if (genotypes_.size() < variant.whole + readable_after)
            genotypes_.resize(variant.whole + readable_after);
        bool whole = true;
        switch (header_.compression) {
            case BgenCompression::none:
                std::copy_n(stored, variant.whole, genotypes_.data());
                break;
            case BgenCompression::zlib:
                whole = inflate_.zlib(stored, variant.stored, genotypes_.data(), variant.whole);
                break;
            case BgenCompression::zstd:
                whole = zstd_.decompress(stored, variant.stored, genotypes_.data(), variant.whole);
                break;
        }
        if (!whole)
            throw failure(WM_DATA_DAMAGED, "a compressed stream that does not open",
                          "a stream of " + std::to_string(variant.whole) + " bytes", copy_again);
        return genotypes_.data();
    }

    const InputFile& file_;
    const BgenHeader& header_;
    FileWindow window_;
    Inflate inflate_;
    Zstandard zstd_;
    std::vector<std::uint8_t> genotypes_;
    std::vector<std::uint16_t> dosages_;
};

class BgenFile final : public GenotypeFile {
  public:
    explicit BgenFile(const std::string& path) : file_(path), header_(read_bgen_header(file_)) {}

    const BgenHeader& header() const { return header_; }

    wm_genotypes_info info() const override {
        static constexpr const char* compressions[] = {"not compressed", "zlib", "zstd"};
        wm_genotypes_info info{};
        info.format = WM_FORMAT_BGEN;
        info.lists_variants = 1;
        info.lists_samples = header_.lists_samples ? 1 : 0;
        info.dosages = 1;
        info.samples = header_.samples;
        info.variants = header_.variants;
        const std::string description = "BGEN, layout " + std::to_string(header_.layout) + ", " +
                                        compressions[static_cast<int>(header_.compression)];
        description.copy(info.description, sizeof info.description - 1);
        return info;
    }
    std::string sample_names() const override { return header_.sample_names; }
    std::unique_ptr<VariantScan> scan() const override {
        if (auto indexed = scan_bgen_index(file_, header_)) return indexed;
        return std::make_unique<BgenScan>(file_, header_);
    }
    std::unique_ptr<VariantReader> reader() const override {
        return std::make_unique<BgenReader>(file_, header_);
    }
    void check_unchanged() const override { file_.check_unchanged(); }

  private:
    InputFile file_;
    BgenHeader header_;
};

}  // namespace

std::unique_ptr<GenotypeFile> open_bgen(const std::string& path, std::int64_t samples,
                                        std::int64_t variants) {
    auto file = std::make_unique<BgenFile>(path);
    const auto check = [](std::int64_t found, std::int64_t expected, const std::string& what) {
        if (expected >= 0 && found != expected)
            throw DataFailure(WM_DATA_COUNTS, std::to_string(found) + " " + what,
                              std::to_string(expected) + ", as the file beside it says",
                              "Give the file that belongs to it");
    };
    check(file->header().samples, samples, "samples");
    check(file->header().variants, variants, "variants");
    return file;
}

}  // namespace wm
