#include "genotypes/input_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "genotypes/data_failure.hpp"

namespace wm {

namespace {

struct stat status_of(int descriptor, const std::string& path) {
    struct stat status {};
    if (::fstat(descriptor, &status) != 0) throw io_failure("cannot look at " + path, errno);
    return status;
}

DataFailure changed() {
    return {WM_DATA_CHANGED, "the file changed while it was read", "the same size and time of change",
            "Let the program that writes it finish, then run again"};
}

}  // namespace

InputFile::InputFile(const std::string& path) : path_(path) {
    descriptor_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor_ < 0) throw io_failure("cannot open " + path, errno);
    try {
        const struct stat status = status_of(descriptor_, path);
        if (S_ISDIR(status.st_mode)) throw io_failure("cannot open " + path, EISDIR);
        if (!S_ISREG(status.st_mode))
            throw Failure(WM_IO_ERROR,
                          "cannot open " + path + ": it is read at any place, so it must be a regular file");
        size_ = status.st_size;
        changed_ = status.st_mtim;
    } catch (...) {
        ::close(descriptor_);
        throw;
    }
}

InputFile::~InputFile() { ::close(descriptor_); }

std::size_t InputFile::read_some(std::int64_t offset, void* to, std::size_t length) const {
    std::size_t done = 0;
    while (done < length) {
        const ssize_t more = ::pread(descriptor_, static_cast<std::uint8_t*>(to) + done, length - done,
                                     offset + static_cast<std::int64_t>(done));
        if (more < 0 && errno == EINTR) continue;
        if (more < 0) throw io_failure("cannot read " + path_, errno);
        if (more == 0) break;
        done += static_cast<std::size_t>(more);
    }
    return done;
}

void InputFile::read(std::int64_t offset, void* to, std::size_t length) const {
    const std::size_t done = read_some(offset, to, length);
    if (done < length)
        throw DataFailure(
            WM_DATA_CUT_SHORT,
            "the file ends after byte " + std::to_string(offset + static_cast<std::int64_t>(done)),
            std::to_string(length) + " bytes from byte " + std::to_string(offset),
            "Copy or write the file again", offset + static_cast<std::int64_t>(done));
}

void InputFile::check_unchanged() const {
    const struct stat status = status_of(descriptor_, path_);
    if (status.st_size != size_ || status.st_mtim.tv_sec != changed_.tv_sec ||
        status.st_mtim.tv_nsec != changed_.tv_nsec)
        throw changed();
}

const std::uint8_t* FileWindow::bytes(std::int64_t offset, std::size_t length) {
    const std::int64_t end = offset + static_cast<std::int64_t>(length);
    if (offset < start_ || end > start_ + static_cast<std::int64_t>(held_)) {
        const bool follows = offset >= asked_end_ && offset - asked_end_ <= static_cast<std::int64_t>(length);
        ahead_ = follows ? std::min(2 * ahead_, most_ahead) : least_ahead;
        const std::int64_t there = std::max<std::int64_t>(0, file_.size() - offset);
        const std::size_t further = follows ? std::min(ahead_, static_cast<std::size_t>(there)) : 0;
        const std::size_t wanted = std::max(length, further);
        held_ = 0;
        if (buffer_.size() < wanted) buffer_.resize(wanted);
        file_.read(offset, buffer_.data(), wanted);
        start_ = offset;
        held_ = wanted;
    }
    asked_end_ = end;
    return buffer_.data() + (offset - start_);
}

}  // namespace wm
