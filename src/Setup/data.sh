# shellcheck shell=bash disable=SC2154
# The data of the examples: unpacked from Debian's packages into a cache outside the repository, and linked as
# dsl-examples/data, so that a study names its files relative to itself.
#
# Sourced after progress.sh and packages.sh.

# Raised when a recipe below changes: folders made by an older recipe are made anew.
readonly data_recipe=1

example_cache() {
    local base=${XDG_CACHE_HOME:-${HOME:+$HOME/.cache}}
    printf '%s/wmstudy/examples\n' "${base:-$root/build/cache}"
}

# examples_needed ARGUMENT...: the data folders named by those arguments that are studies in dsl-examples/, and by the files
# they import.
examples_needed() {
    local argument text name imported
    for argument in "$@"; do
        [[ $argument == *.wmstudy && -f $argument && $(dirname -- "$argument") -ef $root/dsl-examples ]] || continue
        text=$(<"$argument")
        while read -r imported; do
            [[ -f $root/dsl-examples/$imported ]] && text+=$(<"$root/dsl-examples/$imported")
        done < <(sed -n 's/^import "\([^"]*\)".*/\1/p' "$argument")
        for name in bolt-lmm fastqtl mricron; do
            [[ $text == *"data/$name/"* ]] && printf '%s\n' "$name"
        done
    done | sort -u
}

# obtain_archive PACKAGE PATH FOLDER: sets `archive` to the file or folder PATH under share/, of the system or of a prefix.
# Systems that leave documentation out when they install (small container images do), and users who may not install, get
# the package's content unpacked into FOLDER instead; that needs no rights.
obtain_archive() {
    local package=$1 path=$2 folder=$3 prefix
    while read -r prefix; do
        archive=$prefix/share/$path
        [[ -e $archive ]] && return 0
    done < <(search_prefixes)
    if [[ ${WMSTUDY_INSTALL:-} != never ]] && command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null; then
        say "fetching $package into the cache (its archive is not installed here)"
        mkdir -p "$folder/package"
        quietly "fetching $package" env --chdir="$folder/package" apt-get download "$package" &&
            quietly "unpacking $package" dpkg-deb -x "$folder/package/$package"_*.deb "$folder/package"
        archive=$folder/package/usr/share/$path
        [[ -e $archive ]] && return 0
        show_log_end
    fi
    explain_missing "$package|its content is the example's data"
    return 1
}

# unpack_archive ARCHIVE FOLDER
unpack_archive() {
    quietly "unpacking $1" tar --extract --xz --no-same-owner --file="$1" --directory="$2"
}

# BOLT-LMM's example: 54,051 variants of chromosomes 17 to 22 in 379 Europeans of the 1000 Genomes Project (GRCh37),
# with a phenotype and three covariates for 373 of them, separated by blanks, missing as NA or -9. Used as it is.
make_bolt_lmm() {
    local archive
    obtain_archive bolt-lmm-example doc/bolt-lmm/examples/examples.tar.xz "$1" || return 1
    unpack_archive "$archive" "$1"
}

# FastQTL's example: expression of 364 genes of chromosome 22 in 373 people (genes in rows), 150,357 variants as dosages
# (the VCF holds DS alone, and names the alleles only REF and ALT), and four covariates (in rows).
#
# Hard calls are PLINK 2's with its default threshold: a dosage further than 0.1 from a whole number is a missing
# genotype, so that `missing <= 5%` keeps the well-imputed variants. The VCF has no duplicated IDs and no multiallelic
# lines, so no variant is dropped. FID is written as 0 (none).
make_fastqtl() {
    local folder=$1 archive
    obtain_archive fastqtl-doc doc/fastqtl/examples/examples.tar.xz "$folder" || return 1
    unpack_archive "$archive" "$folder" || return 1
    quietly "converting the VCF to BED" plink2 --vcf "$folder/genotypes.vcf.gz" dosage=DS --make-bed \
        --out "$folder/chr22" || return 1
    gzip -dc "$folder/covariates.txt.gz" | transpose_table 1 2 >"$folder/people.tsv" || return 1
    gzip -dc "$folder/phenotypes.bed.gz" | transpose_table 4 5 >"$folder/expression.tsv"
}

# The white-matter atlas of Johns Hopkins University (ICBM-DTI-81, 48 tracts) in 2 mm voxels with the names of its tracts, as
# mricron-data ships it. Used as it is: the header of this copy exchanges left and right, which a study has to say.
make_mricron() {
    local folder=$1 archive
    obtain_archive mricron-data mricron/templates "$folder" || return 1
    cp "$archive"/JHU-WhiteMatter-labels-2mm.nii.gz "$archive"/JHU-WhiteMatter-labels-2mm.nii.txt "$folder"
}

# transpose_table NAME FIRST: reads a tab-separated table with one measure per row, its name in column NAME and its values
# from column FIRST; writes one row per person, with the column IID first.
transpose_table() {
    awk -F '\t' -v OFS='\t' -v name="$1" -v first="$2" '
        NR > 1 && NF != width { print "line " NR " has " NF " fields, not " width >"/dev/stderr"; failed = 1; exit 1 }
        NR == 1 { width = NF }
        {
            measure[NR] = NR == 1 ? "IID" : $name
            for (i = first; i <= NF; i++) value[NR, i] = $i == "" ? "NA" : $i
        }
        END {
            if (failed) exit 1
            for (r = 1; r <= NR; r++) printf "%s%s", measure[r], r < NR ? OFS : ORS
            for (i = first; i <= width; i++)
                for (r = 1; r <= NR; r++) printf "%s%s", value[r, i], r < NR ? OFS : ORS
        }'
}

# make_example NAME: fills the folder under a temporary name and renames it, so that it is whole or not there.
make_example() {
    local name=$1 cache folder lock
    cache=$(example_cache)
    [[ -e $cache/$name/.recipe-$data_recipe ]] && return 0
    mkdir -p "$cache" 2>/dev/null || fail "cannot create $cache; set XDG_CACHE_HOME to a folder you may write to"
    exec {lock}>"$cache/.lock"
    flock "$lock"
    if [[ ! -e $cache/$name/.recipe-$data_recipe ]]; then
        say "unpacking the example data $name into $cache/$name"
        find "$cache" -maxdepth 1 -name ".$name.*" -exec rm -rf {} +
        folder=$(mktemp -d "$cache/.$name.XXXXXX")
        chmod 755 "$folder"
        if ! "make_${name//-/_}" "$folder"; then
            rm -rf "$folder"
            show_log_end
            fail "the example data $name could not be made"
        fi
        rm -rf "$folder/package" "$folder"/*.log "${cache:?}/$name"
        touch "$folder/.recipe-$data_recipe"
        mv -T "$folder" "$cache/$name"
    fi
    exec {lock}>&-
}

# link_examples: makes dsl-examples/data point at the cache, or repairs it.
link_examples() {
    local link=$root/dsl-examples/data cache temporary
    cache=$(example_cache)
    [[ -L $link && $(readlink -- "$link") == "$cache" ]] && return 0
    [[ -e $link && ! -L $link ]] && fail "$link is not the link to the example data: move it away"
    temporary=$link.$$
    ln -s "$cache" "$temporary" && mv -T "$temporary" "$link"
}

# set_up_examples NAME...: the data of these examples, in place.
set_up_examples() {
    local name
    (($#)) || return 0
    for name in "$@"; do
        if [[ ! -e $(example_cache)/$name/.recipe-$data_recipe ]]; then
            require_data_tools "$name"
            make_example "$name"
        fi
    done
    link_examples
}

# require_data_tools NAME: the programs a recipe needs. The archive itself may be fetched without rights, see obtain_archive.
require_data_tools() {
    if (find_root_command) || ! command -v apt-get >/dev/null; then
        require "$1"
        return
    fi
    local lines
    lines=$(missing_packages "$1" | grep -v -e '^bolt-lmm-example|' -e '^fastqtl-doc|' -e '^mricron-data|' || true)
    [[ -z $lines ]] && return 0
    explain_missing "$lines"
    exit "$setup_failed"
}
