// PLINK 1 .bed files: three magic bytes, then packed rows of 2-bit codes, a row a variant or a row a sample.
#include <algorithm>
#include <cstdio>
#include <cstring>

#include "genotypes/data_failure.hpp"
#include "genotypes/genotype_file.hpp"
#include "genotypes/individual_major.hpp"
#include "genotypes/input_file.hpp"
#include "genotypes/two_bit.hpp"

namespace wm {

namespace {

constexpr std::int64_t header_size = 3;

class BedFile;

class BedReader : public VariantReader {
  public:
    explicit BedReader(const BedFile& file);
    void read(const wm_variant_address& variant, wm_genotype_encoding encoding, void* row) override;

  private:
    const BedFile& file_;
    FileWindow window_;
};

class BedFile : public GenotypeFile {
  public:
    BedFile(const std::string& path, std::int64_t samples, std::int64_t variants)
        : input_(path), samples_(samples), variants_(variants) {
        require(samples >= 1 && variants >= 1, "the samples and variants of a .bed file must be known");
        check_magic();
        check_size();
        if (individual_major_)
            turned_ = std::make_unique<IndividualMajor>(input_, header_size, samples, variants);
    }

    wm_genotypes_info info() const override {
        wm_genotypes_info info{};
        info.format = WM_FORMAT_BED;
        info.samples = samples_;
        info.variants = variants_;
        std::snprintf(info.description, sizeof info.description, "PLINK 1 BED, %s",
                      individual_major_ ? "individual-major" : "variant-major");
        return info;
    }

    std::unique_ptr<VariantReader> reader() const override { return std::make_unique<BedReader>(*this); }
    void check_unchanged() const override { input_.check_unchanged(); }

    const InputFile& input() const { return input_; }
    std::int64_t samples() const { return samples_; }
    std::int64_t variants() const { return variants_; }
    const IndividualMajor* turned() const { return turned_.get(); }

  private:
    void check_magic();
    void check_size() const;

    InputFile input_;
    std::int64_t samples_, variants_;
    bool individual_major_ = false;
    std::unique_ptr<IndividualMajor> turned_;
};

void BedFile::check_magic() {
    std::uint8_t magic[header_size] = {};
    const std::size_t read = input_.read_some(0, magic, sizeof magic);
    if (read == 0)
        throw DataFailure(WM_DATA_MAGIC, "the file is empty", "a PLINK 1 BED file",
                          "Check that the file was written completely", 0);
    if (read < sizeof magic || magic[0] != 0x6c || magic[1] != 0x1b || magic[2] > 1) {
        const char* remedy =
            magic[0] == 0x1f && magic[1] == 0x8b ? "Unpack it: BED files are read uncompressed"
            : magic[0] == 0x6c && magic[1] == 0x1b
                ? "The file begins like a PLINK 2 .pgen file: read it as one"
            : magic[0] >= 0x20 && magic[0] < 0x7f
                ? "The file looks like text; UCSC's BED format of regions is another format of the same name"
                : "Check that this is a PLINK 1 .bed file";
        std::string found = "the file begins with ";
        for (std::size_t i = 0; i < read; ++i) {
            char hex[3];
            std::snprintf(hex, sizeof hex, "%02x", magic[i]);
            found += hex;
        }
        throw DataFailure(WM_DATA_MAGIC, found, "6c1b01", remedy, 0);
    }
    individual_major_ = magic[2] == 0;
}

void BedFile::check_size() const {
    const std::int64_t rows = individual_major_ ? samples_ : variants_,
                       columns = individual_major_ ? variants_ : samples_;
    const std::int64_t row_bytes = static_cast<std::int64_t>(two_bit_bytes(columns));
    std::int64_t expected = 0;
    const bool fits = !__builtin_mul_overflow(rows, row_bytes, &expected) &&
                      !__builtin_add_overflow(expected, header_size, &expected);
    if (fits && input_.size() == expected) return;

    const std::string row_name = individual_major_ ? "samples" : "variants",
                      column_name = individual_major_ ? "variants" : "samples";
    const std::int64_t genotypes = input_.size() - header_size;
    std::vector<std::string> fitting;
    if (genotypes > 0 && genotypes % row_bytes == 0)
        fitting.push_back(std::to_string(genotypes / row_bytes) + " " + row_name + " of " +
                          std::to_string(columns) + " " + column_name);
    if (genotypes > 0 && genotypes % rows == 0) {
        const std::int64_t bytes = genotypes / rows;
        fitting.push_back(std::to_string(rows) + " " + row_name + " of " + std::to_string(bytes * 4 - 3) +
                          " to " + std::to_string(bytes * 4) + " " + column_name);
    }
    std::string found = "the file has " + std::to_string(input_.size()) + " bytes";
    for (std::size_t i = 0; i < fitting.size(); ++i)
        found += (i == 0 ? ", which would fit " : " or ") + fitting[i];
    const bool shorter = !fits || input_.size() < expected;
    throw DataFailure(shorter && fitting.empty() ? WM_DATA_CUT_SHORT : WM_DATA_COUNTS, found,
                      (fits ? std::to_string(expected) : "more than 2^63") + " bytes for the " +
                          std::to_string(variants_) + " variants of the .bim and the " +
                          std::to_string(samples_) + " samples of the .fam file",
                      shorter ? "Copy or write it again if it was cut short; else check that the .bim and "
                                ".fam files belong to it"
                              : "Check that the .bim and .fam files belong to it",
                      fits ? std::min(input_.size(), expected) : input_.size());
}

BedReader::BedReader(const BedFile& file) : file_(file), window_(file.input()) {}

// Hard calls cost 0.03 ns a genotype, dosages 0.2, measured as in pgen_file.cpp.
void BedReader::read(const wm_variant_address& variant, wm_genotype_encoding encoding, void* row) {
    require(variant.place >= 0 && variant.place < file_.variants(), "no such variant");
    require(variant.allele == 1, "a .bed file has one allele to count");
    const std::size_t bytes = two_bit_bytes(file_.samples());
    std::shared_ptr<const TurnedBlock> block;
    const std::uint8_t* found = nullptr;
    if (file_.turned() != nullptr) {
        block = file_.turned()->block_of(variant.place);
        found = block->rows.data() + static_cast<std::size_t>(variant.place - block->first) * bytes;
    } else {
        found = window_.bytes(header_size + variant.place * static_cast<std::int64_t>(bytes), bytes);
    }
    if (encoding == WM_DOSAGES) {
        dosages_from_plink1(found, file_.samples(), static_cast<std::uint16_t*>(row));
        return;
    }
    std::memcpy(row, found, bytes);
    clear_tail(static_cast<std::uint8_t*>(row), file_.samples());
}

}  // namespace

std::unique_ptr<GenotypeFile> open_bed(const std::string& path, std::int64_t samples, std::int64_t variants) {
    return std::make_unique<BedFile>(path, samples, variants);
}

}  // namespace wm
