module WhiteMatter.Language.Catalogue.Functions

open WhiteMatter.Language

let private argument name accepts doc : ArgumentRow = {
    Name = name
    Doc = doc
    Accepts = accepts
    Required = true
}

let private optional (row: ArgumentRow) = { row with Required = false }

let private row name arguments yields ``use`` doc example : FunctionRow = {
    Name = name
    Doc = doc
    Arguments = arguments
    Yields = yields
    Use = ``use``
    Availability = Availability.Here
    Example = example
}

let private table name doc =
    row
        name
        [
            argument "path" [ StudyType.String ] "The file."
            argument "id" [ StudyType.ColumnName ] "The column that names the person."
            argument "family" [ StudyType.ColumnName ] "The column that names the family (PLINK's FID)."
            |> optional
        ]
        StudyType.PeopleTable
        FunctionUse.Value
        doc
        $"{name}(\"people.txt\", id = IID, family = FID)"

let private scalar name doc example =
    row name [ argument "x" [ StudyType.Float ] "A number." ] StudyType.Float FunctionUse.Arithmetic doc example

let private figure name from doc example =
    row name [ argument "of" from "What is drawn." ] StudyType.Figure FunctionUse.Show doc example

let private toCome name yields ``use`` doc : FunctionRow = {
    Name = name
    Doc = doc
    Arguments = []
    Yields = yields
    Use = ``use``
    Availability = Availability.ToCome
    Example = ""
}

let all: FunctionRow list = [
    table "tsv" "A tab-separated table with a header line."
    table "csv" "A comma-separated table with a header line; fields may be quoted."
    table
        "space_separated"
        "A table whose fields are separated by runs of blanks or tabs, as PLINK writes, with a header line."
    scalar "log" "The natural logarithm." "I(log(volume))"
    scalar "log10" "The logarithm to base 10." "I(log10(dose))"
    scalar "sqrt" "The square root." "I(sqrt(count))"
    scalar "exp" "The exponential." "I(exp(rate))"
    scalar "abs" "The absolute value." "abs(z) <= 5"
    row
        "is_missing"
        [ argument "column" [ StudyType.ColumnName ] "A column." ]
        StudyType.Bool
        FunctionUse.Arithmetic
        "Whether a person's value is missing; itself never missing."
        "not is_missing(bmi)"
    row
        "column"
        [ argument "name" [ StudyType.ColumnName ] "The column's name as text." ]
        StudyType.Unknown
        FunctionUse.Arithmetic
        "A column whose name is no plain word."
        "column(\"FEV1/FVC\") >= 0.7"
    row
        "I"
        [ argument "x" [ StudyType.Float ] "Ordinary arithmetic on columns." ]
        StudyType.Formula
        FunctionUse.Formula
        "Inside a formula, `+ - * ^` are ordinary arithmetic between the parentheses, as in R."
        "I(age^2)"
    figure "manhattan" [ StudyType.SumStats; StudyType.JointStats ] "P along the genome." "manhattan(heights)"
    figure "qq" [ StudyType.SumStats; StudyType.JointStats ] "Observed against expected P." "qq(heights)"
    figure "people" [ StudyType.Cohort; StudyType.SumStats ] "People in and out at each step." "people(europeans)"
    figure
        "design"
        [ StudyType.SumStats ]
        "The resolved design: coding of factors, covariates, traits."
        "design(heights)"
    toCome "mixed" (StudyType.Enumeration "AssociationMethod") FunctionUse.Value "Linear mixed model."
    toCome
        "ridge_two_step"
        (StudyType.Enumeration "AssociationMethod")
        FunctionUse.Value
        "Whole-genome ridge regression in two steps."
    toCome "combat" StudyType.Unknown FunctionUse.Value "ComBat harmonisation."
    toCome "mean" StudyType.Unknown FunctionUse.Value "Means by region."
    toCome "conv_autoencoder" StudyType.Unknown FunctionUse.Value "A convolutional autoencoder."
    toCome "adam" StudyType.Unknown FunctionUse.Value "The Adam optimiser."
    toCome "sumstats" (StudyType.List StudyType.SumStats) FunctionUse.Value "Published summary statistics."
    toCome "gmt" StudyType.GeneSets FunctionUse.Value "Gene sets of a GMT file."
    toCome "qc" StudyType.Figure FunctionUse.Show "Quality of images."
    toCome "training" StudyType.Figure FunctionUse.Show "Course of a model's training."
]

let private byName = all |> List.map (fun row -> row.Name, row) |> Map.ofList

let tryFind (name: string) = byName.TryFind name
