/// The functions that say how people's images are found.
module internal WhiteMatter.Language.Catalogue.FunctionsOfImages

open WhiteMatter.Language
open WhiteMatter.Language.Catalogue.SettingRows

let private text name doc =
    setting name [ StudyType.String ] doc |> sees Sees.Placeholders

/// The entities of BIDS that a query may name: as arguments, and as keys of file names.
let entities = [
    "subject", "sub", "The person's label, with `{column}`; `sub-` before it does not count."
    "session", "ses", "The session's label, as in `\"{visit}\"`; `ses-` before it does not count."
    "acquisition", "acq", "The label of the acquisition."
    "direction", "dir", "The direction of phase encoding."
    "reconstruction", "rec", "The label of the reconstruction."
    "run", "run", "The number of the run; `1` is `01` too."
    "echo", "echo", "The number of the echo."
    "part", "part", "`mag` or `phase`."
    "task", "task", "The label of the task."
    "hemisphere", "hemi", "`L` or `R`."
    "space", "space", "The space the image is in."
    "resolution", "res", "The label of the resolution."
    "label", "label", "The label of the tissue or structure."
    "description", "desc", "The label that tells derivatives apart, as in `\"FA\"`."
    "model", "model", "The diffusion model, as in `\"DTI\"`."
    "param", "param", "The parameter of the model, as in `\"FA\"`."
]

let private ofEntities = [
    for name, _, doc in entities ->
        if name = "subject" then
            text name doc |> orFrom "the cohort's identifier"
        else
            text name doc
]

let bids: FunctionRow = {
    Name = "bids"
    Doc =
        "Files of a dataset of the Brain Imaging Data Structure, raw or derived: of each person the NIfTI image that has the suffix and the entities that are written. An entity that is not written may have any label, or be absent; `\"none\"` asks that it is absent. Several files for one person are an error that names them. Beside `dwi`, b-values and directions are found by the inheritance principle unless `bval` and `bvec` stand."
    Arguments = [
        setting
            "folder"
            [ StudyType.String ]
            "The dataset: the folder with the people's `sub-` folders, or with their files."
        |> required
        |> path PathOf.PersonImages
        setting "suffix" [ StudyType.String ] "The end of the files' names, as in `dwi`, `dwimap` or `FA`."
        |> required
        setting
            "datatype"
            [ StudyType.String ]
            "The folder of the kind of data that the files are in, as in `dwi`. Any when not given."
        yield! ofEntities
    ]
    Yields = StudyType.ImageQuery
    Use = FunctionUse.Value
    Availability = Availability.Here
    Example = "bids(\"derivatives/dti\", suffix = \"dwimap\", param = \"FA\", session = \"{visit}\")"
}

let series: FunctionRow = {
    Name = "series"
    Doc =
        "The volumes of one 4-D image, one a person, as TBSS and ENIGMA's protocol merge them into `all_FA.nii.gz`. It is read once from its beginning to its end, never whole."
    Arguments = [
        setting "file" [ StudyType.String ] "The 4-D image."
        |> required
        |> path PathOf.Volume
        setting
            "subjects"
            [ StudyType.String ]
            "A text with each volume's person on a line, in the order of the volumes: the cohort's identifier, or the name of the file that was merged."
        |> required
        |> path PathOf.File
    ]
    Yields = StudyType.VolumeSeries
    Use = FunctionUse.Value
    Availability = Availability.Here
    Example = "series(\"stats/all_FA_skeletonised.nii.gz\", subjects = \"subjects.txt\")"
}
