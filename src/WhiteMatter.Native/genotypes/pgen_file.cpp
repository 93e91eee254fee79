// PLINK 2 .pgen files of variants with two alleles: hard calls of every kind of record, dosages beside them;
// phase is passed over.
//
// Cost on a core of an AMD EPYC virtual machine, 20,000 samples, from the page cache, one variant after
// another (genotype_bench), in ns a genotype as hard calls and as dosages: two-bit records 0.06 and 0.2 to
// 0.4, differences from a neighbour (0.5% of samples) 0.04 to 0.07 and 0.25 to 0.35, lists of rare genotypes
// (1%) 0.07 to 0.1 and 0.4, one-bit records 0.16 and 0.35, dosages of a tenth of the samples 0.15 to 0.2 and
// 0.7 to 0.9, dosages of nine tenths 0.3 and 2. One variant at a time in random order adds about 0.1 to 0.2,
// its base's record included.
#include <algorithm>
#include <cstdio>
#include <cstring>

#include "genotypes/data_failure.hpp"
#include "genotypes/genotype_file.hpp"
#include "genotypes/pgen_index.hpp"
#include "genotypes/pgen_record.hpp"
#include "genotypes/two_bit.hpp"

namespace wm {

namespace {

class PgenFile : public GenotypeFile {
  public:
    PgenFile(std::unique_ptr<InputFile> input, std::int64_t samples, std::int64_t variants)
        : input_(std::move(input)), index_(*input_, samples, variants) {}

    wm_genotypes_info info() const override {
        wm_genotypes_info info{};
        info.format = WM_FORMAT_PGEN;
        info.dosages = index_.has_dosages() ? 1 : 0;
        info.samples = index_.samples();
        info.variants = index_.variants();
        std::snprintf(info.description, sizeof info.description, "PLINK 2 PGEN, storage mode 0x%02x",
                      index_.mode());
        return info;
    }

    std::unique_ptr<VariantReader> reader() const override;

    void check_unchanged() const override {
        input_->check_unchanged();
        index_.check_unchanged();
    }

    const InputFile& input() const { return *input_; }
    const PgenIndex& index() const { return index_; }

  private:
    std::unique_ptr<InputFile> input_;
    PgenIndex index_;
};

class PgenReader : public VariantReader {
  public:
    explicit PgenReader(const PgenFile& file)
        : index_(file.index()),
          window_(file.input()),
          samples_(index_.samples()),
          row_bytes_(two_bit_bytes(samples_)) {}

    void read(const wm_variant_address& variant, wm_genotype_encoding encoding, void* row) override;

  private:
    ByteCursor record(std::int64_t variant, bool hard_calls);
    void hold_base_of(std::int64_t variant);
    void read_codes(ByteCursor& cursor, std::int64_t variant);

    const PgenIndex& index_;
    FileWindow window_;
    const std::int64_t samples_;
    const std::size_t row_bytes_;
    // The record read last, and the whole genotypes that relative records after it change.
    std::int64_t last_ = -1, base_ = -1;
    std::int64_t run_end_ = -1;  // from base_ to here all are relative
    PgenRecord found_{};
    std::vector<std::uint8_t> codes_, base_codes_;
    std::vector<std::uint32_t> numbers_;
};

std::unique_ptr<VariantReader> PgenFile::reader() const { return std::make_unique<PgenReader>(*this); }

// Of dosages behind an uncompressed row nothing is read where hard calls are wanted.
ByteCursor PgenReader::record(std::int64_t variant, bool hard_calls) {
    found_ = variant == last_ + 1 && last_ >= 0 ? index_.record_after(last_, found_) : index_.record(variant);
    last_ = variant;
    const bool row_first = (found_.type & pgen_main_track) == 0 && found_.type != 0;
    const std::size_t length = hard_calls && row_first ? std::min(found_.length, row_bytes_) : found_.length;
    return {window_.bytes(found_.offset, length), length, "the record of the variant", found_.offset,
            variant};
}

// Runs of relative records may be long: their base is looked for once.
void PgenReader::hold_base_of(std::int64_t variant) {
    const bool in_run = base_ >= 0 && variant > base_ && variant <= run_end_ + 1;
    const std::int64_t base = in_run ? base_ : index_.base_of(variant);
    if (base != base_) {
        base_ = -1;
        base_codes_.resize(row_bytes_);
        ByteCursor cursor = record(base, true);
        read_main_track(cursor, found_.type, samples_, base_codes_.data());
        base_ = base;
        run_end_ = variant;
    }
    run_end_ = std::max(run_end_, variant);
}

// Into codes_. Whole genotypes are kept where the next record refers to them.
void PgenReader::read_codes(ByteCursor& cursor, std::int64_t variant) {
    codes_.resize(row_bytes_);
    const unsigned type = found_.type;
    if (!pgen_is_relative(type)) {
        read_main_track(cursor, type, samples_, codes_.data());
        if (variant + 1 < index_.variants() && pgen_is_relative(index_.type(variant + 1))) {
            base_codes_ = codes_;
            base_ = run_end_ = variant;
        }
        return;
    }
    std::memcpy(codes_.data(), base_codes_.data(), row_bytes_);
    patch_from_difflist(cursor, samples_, codes_.data());
    if ((type & 1) != 0) {
        swap_alleles(codes_.data(), row_bytes_);
        clear_tail(codes_.data(), samples_);
    }
}

void PgenReader::read(const wm_variant_address& variant, wm_genotype_encoding encoding, void* row) {
    const std::int64_t v = variant.place;
    require(v >= 0 && v < index_.variants(), "no such variant");
    require(variant.allele == 1, "the file's variants have one alternate allele");
    if (pgen_is_relative(index_.type(v))) hold_base_of(v);
    ByteCursor cursor = record(v, encoding == WM_HARDCALLS);
    read_codes(cursor, v);
    const unsigned type = found_.type;
    if (encoding == WM_HARDCALLS) {
        if ((type & ~pgen_main_track) == 0 && cursor.left() > 0)
            cursor.damaged("bytes after its genotypes", "none");
        auto* const bytes = static_cast<std::uint8_t*>(row);
        plink1_from_plink2(codes_.data(), bytes, row_bytes_);
        clear_tail(bytes, samples_);
        return;
    }
    auto* const dosages = static_cast<std::uint16_t*>(row);
    dosages_from_plink2(codes_.data(), samples_, dosages);
    if ((type & pgen_phase) != 0) skip_phase(cursor, count_heterozygotes(codes_.data(), row_bytes_));
    patch_dosages(cursor, type, samples_, numbers_, dosages);
    if (cursor.left() > 0) cursor.damaged("bytes after its genotypes", "none");
}

// A plain .bed file is a .pgen file too; how many samples it has stands beside it.
std::unique_ptr<GenotypeFile> open_plain(const InputFile& input, std::int64_t samples,
                                         std::int64_t variants) {
    if (samples < 1)
        throw DataFailure(WM_DATA_COUNTS,
                          "the file is a PLINK 1 .bed file, which does not say how many samples it has",
                          "a .psam or .fam file beside it", "Name the samples");
    if (variants < 0)
        variants =
            std::max<std::int64_t>(1, (input.size() - 3) / static_cast<std::int64_t>(two_bit_bytes(samples)));
    return open_bed(input.path(), samples, variants);
}

}  // namespace

std::unique_ptr<GenotypeFile> open_pgen(const std::string& path, std::int64_t samples,
                                        std::int64_t variants) {
    auto input = std::make_unique<InputFile>(path);
    std::uint8_t magic[3] = {};
    const std::size_t read = input->read_some(0, magic, sizeof magic);
    if (read < sizeof magic || magic[0] != 0x6c || magic[1] != 0x1b)
        throw DataFailure(
            WM_DATA_MAGIC, read == 0 ? "the file is empty" : "the file does not begin with 6c1b",
            "a PLINK 2 .pgen file",
            magic[0] == 0x1f && magic[1] == 0x8b ? "Unpack it: .pgen files are read uncompressed"
                                                 : "Check that this is a .pgen file, written completely",
            0);
    if (magic[2] <= 1) return open_plain(*input, samples, variants);
    return std::make_unique<PgenFile>(std::move(input), samples, variants);
}

}  // namespace wm
