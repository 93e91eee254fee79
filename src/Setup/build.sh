# shellcheck shell=bash disable=SC2154
# Builds the program: native code by CMake into build/native, then .NET, published ready to start into a folder of
# build/ named by the hash of its sources. A run that is under way keeps the folder it started from.
#
# Sourced after progress.sh and packages.sh, which use `root`, the top of the repository.

readonly configuration=Release

# What the program is made of, apart from src/: relative to the top of the repository.
readonly build_inputs=(Directory.Build.props Directory.Packages.props global.json)

# The folders under src/ that building writes, the set-up itself, the extension of an editor and the documentation's site: no part of the program.
readonly not_sources=(-name bin -o -name obj -o -name node_modules -o -path '*/src/Setup' -o -path '*/src/vscode-wmstudy' -o -path '*/src/docs-site')

# libtorch_folder: the folder of the libtorch to build with, empty for the system's: what WMSTUDY_LIBTORCH says where it is
# set, else what the program was last built with.
libtorch_folder() {
    local chosen=''
    if [[ -n ${WMSTUDY_LIBTORCH+set} ]]; then
        chosen=$WMSTUDY_LIBTORCH
    elif [[ -f $root/build/stamp ]]; then
        chosen=$(sed -n 3p "$root/build/stamp")
    fi
    printf '%s\n' "$chosen"
}

# require_libtorch_folder: ends the script where a folder is named that holds no libtorch.
require_libtorch_folder() {
    local folder
    folder=$(libtorch_folder)
    [[ -z $folder || ($folder == /* && -e $folder/lib/libtorch_cpu.so) ]] ||
        fail "WMSTUDY_LIBTORCH names $folder, and not a folder from / on that holds lib/libtorch_cpu.so"
}

# source_hash: one hash of the names and contents of everything the program is made of, and of the folder of its libtorch.
source_hash() {
    (
        cd "$root" || exit 1
        {
            find src "${build_inputs[@]}" \( "${not_sources[@]}" \) -prune -o -type f -print0 | LC_ALL=C sort -z |
                xargs -0 sha256sum
            libtorch_folder | sed '/^$/d'
        } | sha256sum | cut -c 1-16
    )
}

# prepare_dotnet: finds a .NET 10 SDK, sets `dotnet` to its real path, and gives it a home where there is none to write to.
prepare_dotnet() {
    local candidate
    dotnet=
    for candidate in "$(command -v dotnet || true)" "${DOTNET_ROOT:-}/dotnet" "${HOME:-}/.dotnet/dotnet" \
        /usr/lib/dotnet/dotnet /usr/share/dotnet/dotnet; do
        if [[ -x $candidate ]] && "$candidate" --list-sdks 2>/dev/null | grep -q '^10\.'; then
            dotnet=$(readlink -f -- "$candidate")
            break
        fi
    done
    if [[ -z $dotnet ]]; then
        say "the .NET SDK 10.0 is needed and was not found on PATH, in DOTNET_ROOT or in ~/.dotnet"
        fail "install it (https://dot.net; dotnet-install.sh --channel 10.0 needs no administrator), then start again"
    fi
    if [[ -z ${HOME:-} || ! -w ${HOME:-} ]]; then
        export DOTNET_CLI_HOME=$root/build/home
        export NUGET_PACKAGES=${NUGET_PACKAGES:-$root/build/home/packages}
        mkdir -p "$DOTNET_CLI_HOME"
    fi
    export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_WORKLOAD_UPDATE_NOTIFY_DISABLE=1 \
        DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false MSBUILDDISABLENODEREUSE=1
}

# parallel_jobs: how many compilers may run at once; the native code takes at most about a GiB for each.
parallel_jobs() {
    nproc 2>/dev/null || printf '1\n'
}

# build_native FOLDER [CMAKE OPTION]...: configures and builds src/WhiteMatter.Native into FOLDER.
build_native() {
    local folder=$1
    shift
    [[ -e $root/src/WhiteMatter.Native/CMakeLists.txt ]] || return 0
    quietly "configuring the native code" cmake -S "$root/src/WhiteMatter.Native" -B "$folder" \
        -DCMAKE_BUILD_TYPE=Release "$@" &&
        quietly "building the native code" cmake --build "$folder" --parallel "$(parallel_jobs)"
}

# publish_program FOLDER: builds the command line and all it needs, compiled ahead of time where the compiler for that can
# be fetched (it takes a third off the time to start), else without.
publish_program() {
    local project=$root/src/WhiteMatter.Cli/WhiteMatter.Cli.fsproj
    local -a options=(-p:CompileAheadOfTime=true)
    local -a restore=("$dotnet" restore "$project" --locked-mode --disable-build-servers)
    if ! quietly "restoring, with the ahead-of-time compiler" "${restore[@]}" "${options[@]}"; then
        options=()
        quietly "restoring, without the ahead-of-time compiler" "${restore[@]}" || return 1
    fi
    quietly "building the program" "$dotnet" publish "$project" -c "$configuration" -o "$1" --no-restore \
        --disable-build-servers -v minimal "${options[@]}"
}

# remove_old_programs: keeps the newest three; an older one goes when it is a week old, as a long run may still use it.
remove_old_programs() {
    local folder
    # The names hold no blanks: they are made here.
    # shellcheck disable=SC2012
    ls -dt "$root"/build/app-* 2>/dev/null | tail -n +4 | while read -r folder; do
        [[ -n $(find "$folder" -maxdepth 0 -mtime +7) ]] && rm -rf "$folder"
    done
    return 0
}

# make_program HASH: builds into build/app-HASH, under a temporary name until it is whole.
make_program() {
    local staging=$root/build/.app-$1
    : >"$setup_log"
    require build
    require_libtorch_folder
    find "$root/build" -maxdepth 1 -name '.app-*' -exec rm -rf {} +
    say "building the native code (once, about a minute; log in build/setup.log)"
    build_native "$root/build/native" -DWM_TESTS=OFF -DWM_LIBTORCH="$(libtorch_folder)" || build_failed
    say "building the program (once, one to two minutes)"
    publish_program "$staging" || build_failed
    mv -T "$staging" "$root/build/app-$1"
    remove_old_programs
}

build_failed() {
    show_log_end
    fail "the build failed"
}

# build_program: brings build/ up to date with the sources and writes the stamp that the launcher compares src/ with. One
# launcher builds at a time; the others wait and find it done.
build_program() {
    local hash again stamp=$root/build/stamp new_stamp=$root/build/.stamp began
    if ! mkdir -p "$root/build" 2>/dev/null || [[ ! -w $root/build ]]; then
        fail "$root/build cannot be written: whoever owns this copy must start it once, so that it is built"
    fi
    exec 9>"$root/build/lock"
    if ! flock -n 9; then
        say "waiting for another launcher that is building in $root/build"
        flock 9
    fi
    prepare_dotnet
    # The stamp's time is that before the last hash was taken, after which a file that changes is newer than it. Building
    # creates folders under src/, hence the second look.
    while :; do
        hash=$(source_hash)
        [[ -x $root/build/app-$hash/wmstudy ]] || make_program "$hash"
        touch "$new_stamp"
        began=$(date --reference="$new_stamp" '+%F %T.%N')
        again=$(source_hash)
        [[ $again == "$hash" ]] && break
        say "files in src/ changed while they were being built: building again"
    done
    printf '%s\n%s\n%s\n' "app-$hash" "${dotnet%/*}" "$(libtorch_folder)" >"$new_stamp"
    touch --date="$began" "$new_stamp"
    mv -T "$new_stamp" "$stamp"
    exec 9>&-
}
