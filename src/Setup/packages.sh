# shellcheck shell=bash disable=SC2154
# The Debian packages, why each is needed, and how it is found or installed.
#
# Sourced after progress.sh. A package counts as present when what we need of it is present (a command, a header, a
# file), wherever it comes from: Debian, another distribution, or a prefix named by WMSTUDY_PREFIX.

# package | needed for | what must be there | why
#   build     to compile the program and to run it
#   bolt-lmm, fastqtl, mricron   the data of the examples
#   tests     tests/run.sh
package_table() {
    cat <<'TABLE'
g++             | build    | command:g++                 | compiles the association kernels
cmake           | build    | command:cmake               | configures and builds the native code
make            | build    | command:make                | carries the native build out
libhts-dev      | build    | header:htslib/bgzf.h        | writes bgzipped, tabix-indexed summary statistics
libdeflate-dev  | build    | header:libdeflate.h         | compresses and decompresses blocks fast
libzstd-dev     | build    | header:zstd.h               | decompresses the genotypes of BGEN files
libsqlite3-dev  | build    | header:sqlite3.h            | reads the indices of BGEN files
libtorch-dev    | build    | header:torch/csrc/api/include/torch/torch.h | trains the networks
libopenblas0-pthread| build| library:openblas-pthread/libopenblas.so.0 | multiplies matrices for them; the reference BLAS takes four times as long
libgomp1        | build    | library:libgomp.so.1        | runs the loops of LightGBM, which learns boosted trees
pkg-config      | build    | command:pkg-config          | tells the native build where those libraries are
nodejs          | build    | command:node                | bundles the script of the report page
npm             | build    | command:npm                 | fetches the plotting library that the report page carries
bolt-lmm-example| bolt-lmm | doc:bolt-lmm/examples/examples.tar.xz | genotypes of 379 Europeans with phenotype and covariates
xz-utils        | bolt-lmm | command:xz                  | unpacks the example data
fastqtl-doc     | fastqtl  | doc:fastqtl/examples/examples.tar.xz | gene expression of 373 people with genotypes of chromosome 22
xz-utils        | fastqtl  | command:xz                  | unpacks the example data
plink2          | fastqtl  | command:plink2              | converts the example's VCF to BED
mricron-data    | mricron  | share:mricron/templates/JHU-WhiteMatter-labels-2mm.nii.gz | the JHU atlas of white matter
b3sum           | tests    | command:b3sum               | the peer whose hashes of files ours must equal
plink2          | tests    | command:plink2              | the peer whose associations ours must equal
plink1.9        | tests    | command:plink1.9            | the peer whose clumps ours are compared with
bolt-lmm        | tests    | command:bolt                | the peer whose mixed-model associations ours follow
gemma           | tests    | command:gemma               | the peer whose mixed-model associations ours must equal
bcftools        | tests    | command:bcftools            | reads our bgzipped files as others do
tabix           | tests    | command:tabix               | queries our index as others do
zstd            | tests    | command:zstd                | compresses files that ours must read
python3-numpy   | tests    | python:numpy                | the peer's arrays
python3-scipy   | tests    | python:scipy                | the peer whose distributions ours must equal
python3-sklearn | tests    | python:sklearn              | the peer whose predictions ours must equal
python3-nibabel | tests    | python:nibabel              | the peer whose images ours must equal
python3-dipy    | tests    | python:dipy                 | the peer whose diffusion tensors ours must equal
mrtrix3         | tests    | command:dwi2tensor          | the peer whose diffusion tensors ours must equal
python3-torch   | tests    | python:torch                | the peer whose training ours must equal
libgtest-dev    | tests    | header:gtest/gtest.h        | the test framework of the native code
clang-format    | tests    | command:clang-format        | checks the layout of the native code
chromium        | tests    | command:chromium            | opens the report page headless
neovim          | tests    | command:nvim                | an editor that drives the language server
tmux            | tests    | command:tmux                | a terminal that drives the interactive session
libzmq5         | tests    | library:libzmq.so.5         | carries the messages between notebooks and the kernel
python3-jupyter-client | tests | python:jupyter_client    | a front end of notebooks that drives the kernel
python3-jsonschema | tests  | python:jsonschema           | the validator that judges our plans by their schema
TABLE
}

# The prefixes to look in, first those of WMSTUDY_PREFIX (a colon-separated list), then the system's.
search_prefixes() {
    local prefix
    local -a own=()
    IFS=: read -r -a own <<<"${WMSTUDY_PREFIX:-}"
    for prefix in "${own[@]}" /usr/local /usr; do
        [[ -n $prefix ]] && printf '%s\n' "$prefix"
    done
}

# use_prefixes: lets commands, compilers and the loader find what is under WMSTUDY_PREFIX.
use_prefixes() {
    local prefix lib
    local -a own=()
    IFS=: read -r -a own <<<"${WMSTUDY_PREFIX:-}"
    for prefix in "${own[@]}"; do
        [[ -n $prefix ]] || continue
        [[ -d $prefix ]] || fail "WMSTUDY_PREFIX names $prefix, which is not a folder"
        PATH=$prefix/bin:$PATH
        CMAKE_PREFIX_PATH=$prefix${CMAKE_PREFIX_PATH:+:$CMAKE_PREFIX_PATH}
        for lib in "$prefix"/lib "$prefix"/lib64 "$prefix/lib/$(uname -m)-linux-gnu"; do
            [[ -d $lib ]] || continue
            LD_LIBRARY_PATH=$lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
            PKG_CONFIG_PATH=$lib/pkgconfig${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}
        done
        export PATH CMAKE_PREFIX_PATH LD_LIBRARY_PATH PKG_CONFIG_PATH
    done
    return 0
}

# is_present PROBE: whether what the probe names is on this machine.
is_present() {
    local kind=${1%%:*} name=${1#*:} prefix
    case $kind in
    command) command -v "$name" >/dev/null ;;
    header)
        while read -r prefix; do
            [[ -e $prefix/include/$name || -e $prefix/include/$(uname -m)-linux-gnu/$name ]] && return 0
        done < <(search_prefixes)
        return 1
        ;;
    library)
        while read -r prefix; do
            [[ -e $prefix/lib/$name || -e $prefix/lib64/$name || -e $prefix/lib/$(uname -m)-linux-gnu/$name ]] && return 0
        done < <(search_prefixes)
        return 1
        ;;
    share | doc)
        [[ $kind == doc ]] && name=doc/$name
        while read -r prefix; do
            [[ -e $prefix/share/$name ]] && return 0
        done < <(search_prefixes)
        return 1
        ;;
    python)
        # The modules of Debian's own python3, whatever other python stands first on PATH.
        while read -r prefix; do
            [[ -e $prefix/lib/python3/dist-packages/$name ]] && return 0
        done < <(search_prefixes)
        return 1
        ;;
    esac
}

# missing_packages PURPOSE...: lines "package|why" of what is needed for these purposes and not present.
missing_packages() {
    local purposes=" $* " package purpose probe why
    package_table | while IFS='|' read -r package purpose probe why; do
        package=${package// /} purpose=${purpose// /} probe=${probe// /} why=${why# }
        [[ $purposes == *" $purpose "* ]] || continue
        # A libtorch of its own folder comes with its BLAS.
        [[ $package == libtorch-dev || $package == libopenblas0-pthread ]] && [[ -n $(libtorch_folder) ]] && continue
        is_present "$probe" || printf '%s|%s\n' "$package" "$why"
    done | sort -u -t '|' -k 1,1
}

# The command that makes the next one run as root, as words in `as_root`; fails where there is no way to become root.
find_root_command() {
    as_root=()
    if ((EUID == 0)); then
        return 0
    elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
        as_root=(sudo -n)
    elif command -v sudo >/dev/null && [[ -t 0 && -t 2 ]]; then
        as_root=(sudo)
    else
        return 1
    fi
}

# apt_install PACKAGE...: installs, refreshing the package lists once where the first try fails.
apt_install() {
    local -a install=(env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y
        --no-install-recommends)
    if [[ ${as_root[*]:-} == sudo ]]; then
        sudo -v || return 1
    fi
    quietly "installing $*" "${as_root[@]}" "${install[@]}" "$@" && return 0
    quietly "refreshing the package lists" "${as_root[@]}" apt-get -o DPkg::Lock::Timeout=300 update || return 1
    quietly "installing $*" "${as_root[@]}" "${install[@]}" "$@"
}

# explain_missing LINES: what an administrator must install, and the other way out.
explain_missing() {
    local lines=$1 package why
    local -a names=()
    say "these Debian packages are needed and are not here:"
    while IFS='|' read -r package why; do
        printf '    %-17s %s\n' "$package" "$why" >&2
        names+=("$package")
    done <<<"$lines"
    say "an administrator installs them with"
    printf '    apt-get install --no-install-recommends %s\n' "${names[*]}" >&2
    say "or set WMSTUDY_PREFIX to a folder that holds them (its bin/, include/, lib/ and share/ are searched)"
}

# require PURPOSE...: installs what is missing for these purposes; ends the script where that may not or cannot be done.
# WMSTUDY_INSTALL=never forbids it to install anything.
require() {
    local lines package why
    local -a names=() as_root=()
    lines=$(missing_packages "$@")
    [[ -z $lines ]] && return 0
    if [[ ${WMSTUDY_INSTALL:-} == never ]] || ! command -v apt-get >/dev/null || ! find_root_command; then
        explain_missing "$lines"
        exit "$setup_failed"
    fi
    while IFS='|' read -r package why; do
        say "installing $package: $why"
        names+=("$package")
    done <<<"$lines"
    if ! apt_install "${names[@]}"; then
        show_log_end
        explain_missing "$lines"
        exit "$setup_failed"
    fi
}
