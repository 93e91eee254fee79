// VCF, bgzipped VCF and BCF. A variant's address is where its record begins, as BlockReader gives it, and
// which of its alternate alleles is counted. The files are parsed here and not by htslib: PLINK 2 rounds
// dosages from the decimal digits, of which htslib keeps a float, and htslib reports damage to the process's
// standard error.
#include <cstring>

#include "genotypes/bim_line.hpp"
#include "genotypes/dosage_calls.hpp"
#include "genotypes/little_endian.hpp"
#include "genotypes/vcf_record.hpp"

namespace wm {
namespace {

constexpr const char* copy_again = "Copy or write the file again";

class VcfScan final : public VariantScan {
  public:
    VcfScan(const VcfHeader& header, BlockReader reader, std::unique_ptr<VcfRecord> record,
            std::int64_t expected)
        : header_(header), reader_(std::move(reader)), record_(std::move(record)), expected_(expected) {}

    bool next(wm_variant_address& address, std::string& line) override {
        if (allele_ == alleles_ && !next_record()) {
            if (expected_ >= 0 && listed_ != expected_)
                throw DataFailure(WM_DATA_COUNTS, std::to_string(listed_) + " variants",
                                  std::to_string(expected_) + ", as the file beside it says",
                                  "Give the file that belongs to it");
            return false;
        }
        const VcfSite& site = record_->site();
        const std::string_view counted = site.alternates.empty()
                                             ? std::string_view(".")
                                             : site.alternates[static_cast<std::size_t>(allele_)];
        append_bim_line({site.chromosome, site.id, site.position, counted, site.reference}, record_->place(),
                        records_ - 1, line);
        address = {record_->place(), ++allele_, 0};
        ++listed_;
        return true;
    }

  private:
    bool next_record() {
        if (!record_->next(reader_, records_)) return false;
        record_->check_alleles();
        // One record without a field that is read is all missing; a file that declares none would be so
        // throughout.
        if (!record_->has_genotypes() && !header_.has_dosages() && !header_.declared[0])
            throw DataFailure(WM_DATA_NO_GENOTYPES,
                              "a record without GT, and no field DS, HDS or GP declared",
                              "genotypes or dosages", "Give a file with GT, or declare DS in its header",
                              record_->place(), records_);
        ++records_;
        alleles_ = record_->counted_alleles();
        allele_ = 0;
        return true;
    }

    const VcfHeader& header_;
    BlockReader reader_;
    std::unique_ptr<VcfRecord> record_;
    const std::int64_t expected_;
    std::int64_t records_ = 0, listed_ = 0;
    int allele_ = 0, alleles_ = 0;
};

class VcfReader final : public VariantReader {
  public:
    VcfReader(const VcfHeader& header, BlockReader reader, std::unique_ptr<VcfRecord> record)
        : header_(header), reader_(std::move(reader)), record_(std::move(record)) {}

    void read(const wm_variant_address& address, wm_genotype_encoding encoding, void* row) override {
        if (!holds_ || record_->place() != address.place) {
            holds_ = false;
            reader_.go_to(address.place);
            if (!record_->next(reader_, -1))
                throw DataFailure(WM_DATA_CUT_SHORT, "the end of the file", "a record", copy_again,
                                  address.place);
            holds_ = true;
        }
        const bool direct = encoding == WM_DOSAGES && reinterpret_cast<std::uintptr_t>(row) % 2 == 0;
        if (!direct) dosages_.resize(header_.samples.size());
        record_->dosages(address.allele, direct ? static_cast<std::uint16_t*>(row) : dosages_.data());
        if (encoding == WM_HARDCALLS)
            pack_hard_calls(dosages_.data(), static_cast<std::int64_t>(dosages_.size()),
                            static_cast<std::uint8_t*>(row));
        else if (!direct)
            std::memcpy(row, dosages_.data(), dosages_.size() * sizeof dosages_[0]);
    }

  private:
    const VcfHeader& header_;
    BlockReader reader_;
    std::unique_ptr<VcfRecord> record_;
    bool holds_ = false;
    std::vector<std::uint16_t> dosages_;
};

class VcfFile final : public GenotypeFile {
  public:
    VcfFile(const std::string& path, std::int64_t variants)
        : file_(path), compression_(compression_of(file_)), variants_(variants) {
        BlockReader reader(file_, compression_);
        std::uint8_t magic[5] = {};
        const std::size_t got = reader.read(magic, sizeof magic);
        if (got == sizeof magic && std::memcmp(magic, "BCF", 3) == 0) {
            if (magic[3] != 2 || magic[4] != 2)
                throw DataFailure(WM_DATA_VERSION,
                                  "BCF " + std::to_string(magic[3]) + "." + std::to_string(magic[4]),
                                  "BCF 2.2", "Convert it with bcftools view -Ob", 0);
            binary_ = true;
            read_binary_header(reader);
        } else if (got == sizeof magic && std::memcmp(magic, "##fil", 5) == 0) {
            reader.go_to(0);
            read_text_header(reader);
        } else {
            throw DataFailure(WM_DATA_MAGIC, "a file that does not begin as VCF or BCF",
                              "##fileformat=VCF or BCF", "Give the format that the file has", 0);
        }
        first_record_ = reader.place();
    }

    const VcfHeader& header() const { return header_; }

    wm_genotypes_info info() const override {
        wm_genotypes_info info{};
        info.format = WM_FORMAT_VCF;
        info.lists_variants = info.lists_samples = 1;
        info.dosages = header_.has_dosages() ? 1 : 0;
        info.samples = static_cast<std::int64_t>(header_.samples.size());
        info.variants = -1;
        const std::string description =
            std::string(binary_ ? "BCF" : "VCF") +
            (compression_ == FileCompression::none ? ", not compressed" : ", bgzip");
        description.copy(info.description, sizeof info.description - 1);
        return info;
    }
    std::string sample_names() const override {
        std::string names;
        for (const std::string& name : header_.samples) names.append(name).push_back('\n');
        return names;
    }
    std::unique_ptr<VariantScan> scan() const override {
        BlockReader reader(file_, compression_);
        reader.go_to(first_record_);
        return std::make_unique<VcfScan>(header_, std::move(reader), record(), variants_);
    }
    std::unique_ptr<VariantReader> reader() const override {
        return std::make_unique<VcfReader>(header_, BlockReader(file_, compression_), record());
    }
    void check_unchanged() const override { file_.check_unchanged(); }

  private:
    std::unique_ptr<VcfRecord> record() const {
        return binary_ ? make_bcf_record(header_) : make_vcf_text_record(header_);
    }

    [[noreturn]] static void header_ends() {
        throw DataFailure(WM_DATA_CUT_SHORT, "a file that ends within its header",
                          "the line that begins with #CHROM", copy_again);
    }

    void read_text_header(BlockReader& reader) {
        VcfHeaderParser parser;
        std::string_view line;
        do {
            if (!reader.line(line)) header_ends();
        } while (!parser.take(line, header_));
    }

    void read_binary_header(BlockReader& reader) {
        std::uint8_t length[4];
        if (reader.read(length, sizeof length) != sizeof length) header_ends();
        VcfHeaderParser parser;
        std::string line;
        bool last = false;
        // A piece at a time, so that a length that is not true takes no memory. The text ends with a zero
        // byte.
        char piece[4096];
        for (std::size_t left = load_u32(length); left > 0;) {
            const std::size_t size = std::min(left, sizeof piece);
            if (reader.read(reinterpret_cast<std::uint8_t*>(piece), size) != size) header_ends();
            left -= size;
            for (std::size_t i = 0; i < size && !last; ++i) {
                if (piece[i] != '\n' && piece[i] != '\0') {
                    line.push_back(piece[i]);
                } else if (!line.empty()) {
                    last = parser.take(line, header_);
                    line.clear();
                }
            }
        }
        if (!last) header_ends();
    }

    InputFile file_;
    FileCompression compression_;
    std::int64_t variants_, first_record_ = 0;
    bool binary_ = false;
    VcfHeader header_;
};

}  // namespace

std::unique_ptr<GenotypeFile> open_vcf(const std::string& path, std::int64_t samples, std::int64_t variants) {
    auto file = std::make_unique<VcfFile>(path, variants);
    const std::int64_t found = static_cast<std::int64_t>(file->header().samples.size());
    if (samples >= 0 && found != samples)
        throw DataFailure(WM_DATA_COUNTS, std::to_string(found) + " samples",
                          std::to_string(samples) + ", as the file beside it says",
                          "Give the file that belongs to it");
    return file;
}

}  // namespace wm
