// Indices as bgenix keeps them (github.com/limix/bgen, "The bgenix index file format"): SQLite databases with
// the tables Variant and Metadata, made here with SQLite itself.
#include <sqlite3.h>

#include <random>

#include "bgen_writer.hpp"
#include "genotype_files.hpp"

using namespace genotype_files;

namespace {

struct Row {
    std::string chromosome, rsid;
    std::int64_t position, alleles, place, length;
};

class BgenIndex : public testing::Test {
  protected:
    // A file of three variants, with the rows that an index of it has.
    void SetUp() override {
        bgen_writer::File file;
        file.samples = 2;
        file.compression = bgen_writer::zlib;
        for (int v = 0; v < 3; ++v)
            file.add("rs" + std::to_string(v), static_cast<std::uint32_t>(30 - v), {"A", "GT"},
                     bgen_writer::layout2({2, 2}, false, 8, {255, 0, 0, static_cast<std::uint64_t>(v)}),
                     "01");
        bytes_ = file.bytes();
        write_file(path_, bytes_);
        walked_ = contents(*wm::open_bgen(path_, -1, -1));
        for (std::size_t v = 0; v < 3; ++v)
            rows_.push_back({"01", "rs" + std::to_string(v), 30 - static_cast<std::int64_t>(v), 2,
                             walked_.addresses[v].place, walked_.addresses[v].length});
    }
    void execute(const std::string& statements) {
        sqlite3* database = nullptr;
        ASSERT_EQ(sqlite3_open(index_.c_str(), &database), SQLITE_OK);
        EXPECT_EQ(sqlite3_exec(database, statements.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
            << sqlite3_errmsg(database);
        sqlite3_close(database);
    }
    // Writes the index; the rows of the table stand in the order of its key, which is not that of the file.
    void write_index(std::int64_t file_size, const std::string& first_bytes) {
        std::remove(index_.c_str());
        execute(
            "CREATE TABLE Variant (chromosome TEXT NOT NULL, position INT NOT NULL, rsid TEXT NOT NULL, "
            "number_of_alleles INT NOT NULL, allele1 TEXT NOT NULL, allele2 TEXT NULL, "
            "file_start_position INT NOT NULL, size_in_bytes INT NOT NULL, PRIMARY KEY (chromosome, "
            "position, rsid, "
            "allele1, allele2, file_start_position)) WITHOUT ROWID;"
            "CREATE TABLE Metadata (filename TEXT NOT NULL, file_size INT NOT NULL, last_write_time INT NOT "
            "NULL, "
            "first_1000_bytes BLOB NOT NULL, index_creation_time INT NOT NULL);");
        for (const Row& row : rows_)
            execute("INSERT INTO Variant VALUES ('" + row.chromosome + "', " + std::to_string(row.position) +
                    ", '" + row.rsid + "', " + std::to_string(row.alleles) + ", 'A', 'GT', " +
                    std::to_string(row.place) + ", " + std::to_string(row.length) + ")");
        std::string hexadecimal;
        for (const char c : first_bytes) {
            char digits[3];
            std::snprintf(digits, sizeof digits, "%02x", static_cast<unsigned char>(c));
            hexadecimal += digits;
        }
        execute("INSERT INTO Metadata VALUES ('a.bgen', " + std::to_string(file_size) + ", 0, x'" +
                hexadecimal + "', 0)");
    }
    void write_index() { write_index(static_cast<std::int64_t>(bytes_.size()), bytes_.substr(0, 1000)); }
    std::vector<std::string> lines() { return contents(*wm::open_bgen(path_, -1, -1)).lines; }

    TemporaryFolder folder_;
    std::string path_ = folder_.file("100% a#?.bgen"), index_ = path_ + ".bgi", bytes_;
    Contents walked_;
    std::vector<Row> rows_;
};

}  // namespace

TEST_F(BgenIndex, ListsWhatTheFileLists) {
    EXPECT_EQ(walked_.lines[1], "1\trs1\t0\t29\tGT\tA\n");
    write_index();
    const Contents indexed = contents(*wm::open_bgen(path_, -1, -1));
    EXPECT_EQ(indexed.lines, walked_.lines);
    EXPECT_EQ(indexed.dosages, walked_.dosages);
    for (std::size_t v = 0; v < 3; ++v) {
        EXPECT_EQ(indexed.addresses[v].place, walked_.addresses[v].place);
        EXPECT_EQ(indexed.addresses[v].length, walked_.addresses[v].length);
    }
}

// A name that only the index has shows that it is the index which was read.
TEST_F(BgenIndex, IsReadInsteadOfTheFile) {
    rows_[2].rsid = "indexed";
    write_index();
    EXPECT_EQ(lines()[2], "1\tindexed\t0\t28\tGT\tA\n");
}

TEST_F(BgenIndex, OfAnotherFileIsNotRead) {
    for (Row& row : rows_) row.rsid = "other";
    write_index(static_cast<std::int64_t>(bytes_.size()) + 1, bytes_.substr(0, 1000));
    EXPECT_EQ(lines(), walked_.lines);
    std::string other = bytes_.substr(0, 1000);
    other[30] ^= 1;
    write_index(static_cast<std::int64_t>(bytes_.size()), other);
    EXPECT_EQ(lines(), walked_.lines);
    rows_.pop_back();
    write_index();
    EXPECT_EQ(lines(), walked_.lines);
    write_file(index_, "no database");
    EXPECT_EQ(lines(), walked_.lines);
}

// The identifier that stands for a name is in the file alone.
TEST_F(BgenIndex, WithoutANameIsNotRead) {
    rows_[0].rsid = "";
    rows_[1].rsid = "other";
    write_index();
    EXPECT_EQ(lines(), walked_.lines);
}

TEST_F(BgenIndex, WhoseVariantsOverlapIsRefused) {
    rows_[1].place -= 1;
    write_index();
    const wm_data_error error = failure_of([&] { lines(); });
    EXPECT_EQ(error.problem, WM_DATA_DAMAGED);
    EXPECT_EQ(error.variant, 1);
    EXPECT_NE(std::string(error.remedy).find("bgenix"), std::string::npos);
}

TEST_F(BgenIndex, WithRecordsOfAnotherLengthIsRefusedWhenTheyAreRead) {
    rows_[0].length += 1;
    rows_[1].place += 1;
    rows_[1].length -= 1;
    write_index();
    EXPECT_EQ(failure_of([&] { lines(); }).problem, WM_DATA_DAMAGED);
}

TEST_F(BgenIndex, CountsVariantsOfMoreAlleles) {
    rows_[1].alleles = 3;
    rows_[2].alleles = 4;
    write_index();
    const wm_data_error error = failure_of([&] { lines(); });
    EXPECT_EQ(error.problem, WM_DATA_MULTIALLELIC);
    EXPECT_EQ(error.variant, 1);
    EXPECT_STREQ(error.found, "2 of 3 variants have more than two alleles; variant 2 (rs1) has 3 alleles");
}

// A view could go on for ever; only tables are read.
TEST_F(BgenIndex, WithAViewInThePlaceOfItsTableIsNotRead) {
    write_index();
    execute(
        "ALTER TABLE Variant RENAME TO Other; CREATE VIEW Variant AS WITH RECURSIVE n(x) AS (SELECT 1 UNION "
        "ALL "
        "SELECT x + 1 FROM n) SELECT '1' chromosome, x position, 'rs' rsid, 2 number_of_alleles, 'A' "
        "allele1, 'C' "
        "allele2, x file_start_position, 1 size_in_bytes FROM n");
    EXPECT_EQ(lines(), walked_.lines);
}

// Any change of the database's bytes: what is listed, a coded refusal, or the file itself.
TEST_F(BgenIndex, ChangedByteIsReadOrRefused) {
    write_index();
    const std::string whole = read_file(index_);
    std::mt19937_64 random(5);
    for (int round = 0; round < 400; ++round) {
        std::string changed = whole;
        for (int change = 0; change < 3; ++change)
            changed[random() % changed.size()] = static_cast<char>(random());
        write_file(index_, changed);
        const wm_status status = status_of([&] { EXPECT_EQ(lines().size(), 3u); });
        EXPECT_TRUE(status == WM_OK || status == WM_BAD_DATA) << round;
    }
}
