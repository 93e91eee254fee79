#include "genotypes/bgen_index.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>

#include "genotypes/bim_line.hpp"
#include "genotypes/data_failure.hpp"

namespace wm {
namespace {

struct Close {
    void operator()(sqlite3* database) const { sqlite3_close(database); }
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Database = std::unique_ptr<sqlite3, Close>;
using Statement = std::unique_ptr<sqlite3_stmt, Close>;

// A name as part of a URI.
std::string escaped(const std::string& path) {
    static constexpr char digits[] = "0123456789ABCDEF";
    std::string uri = "file:";
    for (const char c : path)
        if (c == '?' || c == '#' || c == '%')
            uri.append({'%', digits[static_cast<unsigned char>(c) / 16],
                        digits[static_cast<unsigned char>(c) % 16]});
        else
            uri.push_back(c);
    return uri;
}

// The database, never written and never locked, of which nothing but its own tables is believed; null where
// it cannot be opened.
Database open_index(const std::string& path) {
    sqlite3* opened = nullptr;
    const int code = sqlite3_open_v2((escaped(path) + "?mode=ro&immutable=1").c_str(), &opened,
                                     SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, nullptr);
    Database database(opened);
    if (code != SQLITE_OK) return nullptr;
    sqlite3_db_config(opened, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(opened, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_exec(opened, "PRAGMA cell_size_check = ON", nullptr, nullptr, nullptr);
    return database;
}

// A query; null where the database does not have what it asks for.
Statement query(sqlite3* database, const char* text) {
    sqlite3_stmt* prepared = nullptr;
    sqlite3_prepare_v2(database, text, -1, &prepared, nullptr);
    return Statement(prepared);
}

bool has_table(sqlite3* database, const char* name) {
    const Statement statement =
        query(database, "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?1");
    return statement != nullptr &&
           sqlite3_bind_text(statement.get(), 1, name, -1, SQLITE_STATIC) == SQLITE_OK &&
           sqlite3_step(statement.get()) == SQLITE_ROW;
}

// Whether the index was made of a file of this size and beginning; one that does not say is believed here.
bool is_of_file(sqlite3* database, const InputFile& file) {
    if (!has_table(database, "Metadata")) return true;
    const Statement statement = query(database, "SELECT file_size, first_1000_bytes FROM Metadata");
    if (statement == nullptr || sqlite3_step(statement.get()) != SQLITE_ROW ||
        sqlite3_column_int64(statement.get(), 0) != file.size())
        return false;
    const void* const first = sqlite3_column_blob(statement.get(), 1);
    std::array<std::uint8_t, 1000> bytes;
    const std::size_t length =
        std::min(bytes.size(), static_cast<std::size_t>(sqlite3_column_bytes(statement.get(), 1)));
    return length == 0 || (file.read_some(0, bytes.data(), length) == length &&
                           std::memcmp(bytes.data(), first, length) == 0);
}

// Whether the variants of the index fill the file: as many as the header says, from the first to the end. A
// variant without a name has one only in the file.
bool fills_file(sqlite3* database, const InputFile& file, const BgenHeader& header) {
    const Statement statement =
        query(database,
              "SELECT COUNT(*), MIN(file_start_position), MAX(file_start_position + size_in_bytes), "
              "TOTAL(size_in_bytes), TOTAL(rsid = '') FROM Variant");
    return statement != nullptr && sqlite3_step(statement.get()) == SQLITE_ROW &&
           sqlite3_column_int64(statement.get(), 0) == header.variants &&
           sqlite3_column_int64(statement.get(), 1) == header.first_variant &&
           sqlite3_column_int64(statement.get(), 2) == file.size() &&
           sqlite3_column_double(statement.get(), 3) ==
               static_cast<double>(file.size() - header.first_variant) &&
           sqlite3_column_double(statement.get(), 4) == 0;
}

std::string_view text(sqlite3_stmt* row, int column) {
    const auto* const bytes = reinterpret_cast<const char*>(sqlite3_column_text(row, column));
    return bytes == nullptr
               ? std::string_view()
               : std::string_view(bytes, static_cast<std::size_t>(sqlite3_column_bytes(row, column)));
}

void refuse_multiallelic(sqlite3* database, const BgenHeader& header) {
    const Statement statement =
        query(database,
              "SELECT COUNT(*), MIN(file_start_position), rsid, number_of_alleles FROM Variant "
              "WHERE number_of_alleles > 2");
    if (statement == nullptr || sqlite3_step(statement.get()) != SQLITE_ROW) return;
    const std::int64_t count = sqlite3_column_int64(statement.get(), 0);
    if (count == 0) return;
    const std::int64_t place = sqlite3_column_int64(statement.get(), 1);
    const Statement before = query(database, "SELECT COUNT(*) FROM Variant WHERE file_start_position < ?1");
    std::int64_t number = -1;
    if (before != nullptr && sqlite3_bind_int64(before.get(), 1, place) == SQLITE_OK &&
        sqlite3_step(before.get()) == SQLITE_ROW)
        number = sqlite3_column_int64(before.get(), 0);
    refuse_bgen_multiallelic(count, header.variants,
                             "variant " + std::to_string(number + 1) + " (" +
                                 std::string(text(statement.get(), 2)) + ") has " +
                                 std::to_string(sqlite3_column_int64(statement.get(), 3)) + " alleles",
                             place, number);
}

class BgenIndexScan final : public VariantScan {
  public:
    BgenIndexScan(const InputFile& file, const BgenHeader& header, Database database, Statement rows)
        : file_(file),
          header_(header),
          database_(std::move(database)),
          rows_(std::move(rows)),
          place_(header.first_variant) {}

    bool next(wm_variant_address& address, std::string& line) override {
        const int code = sqlite3_step(rows_.get());
        if (code == SQLITE_DONE && number_ == header_.variants && place_ == file_.size()) return false;
        if (code != SQLITE_ROW)
            throw damaged(code == SQLITE_DONE ? "ends early" : sqlite3_errmsg(database_.get()));
        sqlite3_stmt* const row = rows_.get();
        const std::int64_t place = sqlite3_column_int64(row, 0), length = sqlite3_column_int64(row, 1);
        const std::int64_t position = sqlite3_column_int64(row, 4);
        if (place != place_ || length <= 0 || length > file_.size() - place ||
            length > std::numeric_limits<std::int32_t>::max() || number_ == header_.variants)
            throw damaged("has no variant at byte " + std::to_string(place_));
        if (position < 0 || position > std::numeric_limits<std::uint32_t>::max())
            throw damaged("has a variant at position " + std::to_string(position));
        append_bim_line({bgen_chromosome(text(row, 2)), text(row, 3), position, text(row, 6), text(row, 5)},
                        place, number_, line);
        address = {place, 1, static_cast<std::int32_t>(length)};
        place_ += length;
        ++number_;
        return true;
    }

  private:
    DataFailure damaged(const std::string& how) const {
        return {WM_DATA_DAMAGED,
                "the index " + file_.path() + ".bgi " + how,
                "an index of the file as it is",
                "Remove the index, or make it again: bgenix -index -g FILE",
                place_,
                number_};
    }

    const InputFile& file_;
    const BgenHeader& header_;
    Database database_;
    Statement rows_;
    std::int64_t place_, number_ = 0;
};

}  // namespace

std::unique_ptr<VariantScan> scan_bgen_index(const InputFile& file, const BgenHeader& header) {
    Database database = open_index(file.path() + ".bgi");
    if (database == nullptr || !has_table(database.get(), "Variant") || !is_of_file(database.get(), file) ||
        !fills_file(database.get(), file, header))
        return nullptr;
    refuse_multiallelic(database.get(), header);
    Statement rows =
        query(database.get(),
              "SELECT file_start_position, size_in_bytes, chromosome, rsid, position, allele1, allele2 "
              "FROM Variant ORDER BY file_start_position");
    if (rows == nullptr) return nullptr;
    return std::make_unique<BgenIndexScan>(file, header, std::move(database), std::move(rows));
}

void refuse_bgen_multiallelic(std::int64_t count, std::int64_t variants, const std::string& first,
                              std::int64_t place, std::int64_t number) {
    throw DataFailure(WM_DATA_MULTIALLELIC,
                      std::to_string(count) + " of " + std::to_string(variants) +
                          " variants have more than two alleles; " + first,
                      "variants of two alleles",
                      "Leave them out: qctool -g FILE -og NEW.bgen -excl-rsids LIST; or take a VCF file, "
                      "whose variants are split "
                      "by allele",
                      place, number);
}

}  // namespace wm
