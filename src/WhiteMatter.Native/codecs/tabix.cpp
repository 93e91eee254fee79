// Tabix indices by HTSlib.
#include <htslib/bgzf.h>
#include <htslib/tbx.h>

#include <cerrno>
#include <cstdio>
#include <memory>
#include <string>

#include "interface/last_error.hpp"

namespace {

struct CloseBgzf {
    void operator()(BGZF* file) const { bgzf_close(file); }
};
struct FreeIndex {
    void operator()(tbx_t* index) const { tbx_destroy(index); }
};

}  // namespace

extern "C" wm_status wm_tabix_build(const char* path, const char* index_path, int32_t chromosome_column,
                                    int32_t position_column, int32_t end_column, int32_t zero_based,
                                    char meta, int32_t skip_lines) {
    return wm::guarded([&] {
        wm::require(path != nullptr, "no path");
        wm::require(chromosome_column >= 1 && position_column >= 1 && end_column >= 0 && skip_lines >= 0,
                    "columns count from 1");
        const std::string final_name = index_path != nullptr ? index_path : std::string(path) + ".tbi";
        const std::string temporary = final_name + ".tmp";
        tbx_conf_t layout{};
        layout.preset = TBX_GENERIC | (zero_based != 0 ? TBX_UCSC : 0);
        layout.sc = chromosome_column;
        layout.bc = position_column;
        layout.ec = end_column == 0 ? position_column : end_column;
        layout.meta_char = static_cast<unsigned char>(meta);
        layout.line_skip = skip_lines;

        errno = 0;
        const std::unique_ptr<BGZF, CloseBgzf> file(bgzf_open(path, "r"));
        if (!file) throw wm::io_failure(std::string("cannot open ") + path, errno);
        if (bgzf_compression(file.get()) != 2)
            throw wm::Failure(WM_INVALID_ARGUMENT, std::string(path) + " is not block-gzip compressed");
        errno = 0;
        const std::unique_ptr<tbx_t, FreeIndex> index(tbx_index(file.get(), 0, &layout));
        if (!index)
            throw wm::Failure(WM_INVALID_ARGUMENT, std::string("cannot index ") + path +
                                                       ": it is damaged or not sorted by position");
        errno = 0;
        if (hts_idx_save_as(index->idx, path, temporary.c_str(), HTS_FMT_TBI) != 0) {
            const int reason = errno;
            std::remove(temporary.c_str());
            throw wm::io_failure("cannot write " + temporary, reason);
        }
        if (std::rename(temporary.c_str(), final_name.c_str()) != 0) {
            const int reason = errno;
            std::remove(temporary.c_str());
            throw wm::io_failure("cannot rename to " + final_name, reason);
        }
    });
}
