/// Random studies without mistakes, with comments in every place that keeps them.
module WhiteMatter.Language.Tests.StudyGenerator

open FsCheck
open FsCheck.FSharp
open WhiteMatter.Language
open WhiteMatter.Language.Syntax

let private span = Span.empty

let private name: Gen<Identifier> =
    Gen.elements [
        "a"
        "age"
        "hwe_p"
        "order"
        "x1"
        "_y"
        "information"
        "headsize"
        "A_rather_long_name_of_a_thing"
    ]
    |> Gen.map (fun text -> { Name = text; Span = span })

let private literal: Gen<string> =
    Gen.elements [
        'a'
        ' '
        '"'
        '\\'
        '{'
        '}'
        '\n'
        '\t'
        '#'
        '/'
        '('
        ','
        'é'
        '語'
        '.'
        '1'
    ]
    |> Gen.nonEmptyListOf
    |> Gen.map (fun letters -> System.String(List.toArray letters))

let private comment: Gen<Comment> =
    gen {
        let! text =
            Gen.elements [
                ""
                "note"
                "a longer comment, \"quoted\" {x}"
                "#x"
                "##ruler##"
                "  indented"
                "// ("
            ]

        let! isDoc = Gen.elements [ false; false; true ]

        return {
            Text = text
            IsDoc = isDoc
            Span = span
        }
    }

let private comments: Gen<Comment list> =
    Gen.frequency [
        12, Gen.constant []
        1, Gen.map List.singleton comment
        1, Gen.listOfLength 2 comment
    ]

let private leading: Gen<LeadingTrivia list> =
    let piece =
        Gen.oneof [ Gen.constant LeadingTrivia.BlankLine; Gen.map LeadingTrivia.Comment comment ]

    Gen.frequency [
        6, Gen.constant []
        1, Gen.map List.singleton piece
        1, Gen.listOfLength 3 piece
    ]

let private trivia: Gen<Trivia> =
    gen {
        let! leading = leading
        let! trailing = Gen.frequency [ 6, Gen.constant None; 1, Gen.map Some comment ]

        return {
            Leading = leading
            Trailing = trailing
        }
    }

let private rareTrivia: Gen<Trivia> =
    Gen.frequency [ 8, Gen.constant Trivia.none; 1, trivia ]

let private closing: Gen<Trivia> =
    Gen.map (fun leading -> { Leading = leading; Trailing = None }) leading

let private bare node : Expression = {
    Node = node
    Span = span
    Before = []
}

let private withComments (value: Gen<Expression>) : Gen<Expression> =
    Gen.map2 (fun before read -> { read with Expression.Before = before }) comments value

let private number: Gen<Expression> =
    gen {
        let! raw, value, isInteger =
            Gen.elements [
                "0", 0.0, true
                "128", 128.0, true
                "0.05", 0.05, false
                "5e-8", 5e-8, false
                "1E+3", 1e3, false
            ]

        let! unit =
            Gen.elements [ None; None; Some "y"; Some "kb"; Some "%"; Some "GB"; Some "eur" ]

        return
            bare (
                ExpressionNode.Number(
                    raw,
                    value,
                    isInteger,
                    unit |> Option.map (fun text -> { Name = text; Span = span })
                )
            )
    }

let private text: Gen<Expression> =
    let placeholder = Gen.map TextPart.Placeholder name

    let expansion =
        Gen.elements [
            TextPart.Expansion([ ExpansionItem.Range(1L, 22L) ], span)
            TextPart.Expansion([ ExpansionItem.Range(1L, 22L); ExpansionItem.Word "X" ], span)
            TextPart.Expansion([ ExpansionItem.Word "left"; ExpansionItem.Word "right-2" ], span)
        ]

    gen {
        let! first =
            Gen.frequency [ 1, Gen.constant []; 2, Gen.map (TextPart.Literal >> List.singleton) literal ]

        let! middle =
            Gen.frequency [
                1, Gen.constant []
                1, Gen.map List.singleton (Gen.oneof [ placeholder; expansion ])
            ]

        let! last =
            if middle.IsEmpty then
                Gen.constant []
            else
                Gen.frequency [ 1, Gen.constant []; 1, Gen.map (TextPart.Literal >> List.singleton) literal ]

        return bare (ExpressionNode.Text(first @ middle @ last))
    }

let private listUpTo limit (element: Gen<'T>) : Gen<'T list> =
    gen {
        let! count = Gen.choose (0, limit)
        return! Gen.listOfLength count element
    }

let private operators = [
    BinaryOperator.Or
    BinaryOperator.And
    BinaryOperator.Equal
    BinaryOperator.NotEqual
    BinaryOperator.Less
    BinaryOperator.LessOrEqual
    BinaryOperator.Greater
    BinaryOperator.GreaterOrEqual
    BinaryOperator.In
    BinaryOperator.Intersect
    BinaryOperator.Range
    BinaryOperator.Add
    BinaryOperator.Subtract
    BinaryOperator.Multiply
    BinaryOperator.Divide
    BinaryOperator.Interact
    BinaryOperator.Power
]

/// The grammar's levels, written down a second time here: what may stand left and right of an operator.
let private level (operator: BinaryOperator) =
    match operator with
    | BinaryOperator.Or -> 1
    | BinaryOperator.And -> 2
    | BinaryOperator.Intersect -> 5
    | BinaryOperator.Range -> 6
    | BinaryOperator.Add
    | BinaryOperator.Subtract -> 7
    | BinaryOperator.Multiply
    | BinaryOperator.Divide -> 8
    | BinaryOperator.Interact -> 9
    | BinaryOperator.Power -> 11
    | _ -> 4

let private levelOf (value: Expression) =
    match value.Node with
    | ExpressionNode.Binary(operator, _, _, _) -> level operator
    | ExpressionNode.Unary(UnaryOperator.Not, _) -> 3
    | ExpressionNode.Unary(UnaryOperator.Negate, _) -> 10
    | _ -> 12

let private parenthesised (value: Expression) =
    bare (
        ExpressionNode.Parenthesised {
            Value = { value with Before = [] }
            Trivia = Trivia.none
        }
    )

let private atLeast (minimum: int) (value: Expression) : Expression =
    if levelOf value >= minimum then
        value
    else
        {
            parenthesised value with
                Before = value.Before
        }

let rec private expression (size: int) : Gen<Expression> =
    if size <= 0 then
        Gen.oneof [
            number
            text
            Gen.map (fun (found: Identifier) -> bare (ExpressionNode.Name found.Name)) name
            Gen.elements [ true; false ] |> Gen.map (ExpressionNode.Boolean >> bare)
        ]
    else
        let inner = expression (size / 2)

        Gen.frequency [
            2, expression 0
            1, list inner
            1, call inner
            1, Gen.map2 (fun owner member' -> bare (ExpressionNode.Member(owner, member'))) (callee inner) name
            1,
            gen {
                let! value = inner
                let! trivia = rareTrivia
                return bare (ExpressionNode.Parenthesised { Value = value; Trivia = trivia })
            }
            1,
            gen {
                let! operator = Gen.elements [ UnaryOperator.Not; UnaryOperator.Negate ]
                let! operand = withComments inner
                let minimum = if operator = UnaryOperator.Not then 3 else 10
                return bare (ExpressionNode.Unary(operator, atLeast minimum operand))
            }
            5,
            gen {
                let! operator = Gen.elements operators
                let! left = inner
                let! right = withComments inner
                let own = level operator

                let left, right =
                    match operator with
                    | BinaryOperator.Power -> atLeast 12 left, atLeast 10 right
                    | BinaryOperator.Range -> atLeast 7 left, atLeast 7 right
                    | _ when own = 4 -> atLeast 5 left, atLeast 5 right
                    | _ -> atLeast own left, atLeast (own + 1) right

                // What binds looser than the operator on its left would take in all that follows.
                let rec openEnded (value: Expression) =
                    match value.Node with
                    | ExpressionNode.Binary(_, _, _, right) -> openEnded right
                    | ExpressionNode.Unary(UnaryOperator.Not, _) -> true
                    | ExpressionNode.Unary(UnaryOperator.Negate, operand) -> own > 10 || openEnded operand
                    | _ -> false

                let left =
                    if openEnded left && own >= 3 then
                        parenthesised left
                    else
                        left

                return bare (ExpressionNode.Binary(operator, span, left, right))
            }
        ]

and private list inner =
    gen {
        let! items =
            listUpTo 5 (Gen.map2 (fun value trivia -> ({ Value = value; Trivia = trivia }: Element)) inner rareTrivia)

        let! closing = Gen.frequency [ 8, Gen.constant Trivia.none; 1, closing ]
        return bare (ExpressionNode.List(items, closing))
    }

and private callee inner : Gen<Expression> =
    Gen.oneof [
        Gen.map (fun (found: Identifier) -> bare (ExpressionNode.Name found.Name)) name
        Gen.map2
            (fun (found: Identifier) member' ->
                bare (ExpressionNode.Member(bare (ExpressionNode.Name found.Name), member')))
            name
            name
        Gen.map parenthesised inner
    ]

and private call inner =
    gen {
        let! owner = callee inner

        let argument =
            gen {
                let! named = Gen.elements [ true; false ]
                let! name = name
                let! value = if named then withComments inner else inner
                let! trivia = rareTrivia

                return {
                    Name = if named then Some name else None
                    Value = value
                    Trivia = trivia
                }
            }

        let! arguments = listUpTo 4 argument
        let! closing = Gen.frequency [ 8, Gen.constant Trivia.none; 1, closing ]
        return bare (ExpressionNode.Call(owner, arguments, closing))
    }

let private accept: Gen<Accept> =
    Gen.map
        (fun reason -> {
            Code = { Name = "WM3104"; Span = span }
            Reason = reason
            ReasonSpan = span
        })
        literal

let rec private block (size: int) : Gen<Block> =
    gen {
        let! items = listUpTo 6 (item size)
        let! opening = Gen.frequency [ 8, Gen.constant None; 1, Gen.map Some comment ]
        let! closing = Gen.frequency [ 4, Gen.constant Trivia.none; 1, closing ]
        let! oneLine = Gen.elements [ true; false ]

        return {
            Opening = opening
            Items = items
            Closing = closing
            OneLine = oneLine
            Span = span
        }
    }

and private item (size: int) : Gen<Item> =
    gen {
        let! key = name

        let! node =
            Gen.frequency [
                5, Gen.map (fun value -> ItemNode.Setting(key, value)) (withComments (expression size))
                2, Gen.map ItemNode.Bare (expression size)
                1, Gen.map ItemNode.Accept accept
                (if size > 1 then 1 else 0), Gen.map (fun body -> ItemNode.Block(key, body)) (block (size / 2))
            ]

        let! trivia = trivia

        return {
            Node = node
            Span = span
            Trivia = trivia
        }
    }

let rec private typeName (depth: int) : Gen<TypeName> =
    let simple =
        Gen.elements [
            TypeName.Int
            TypeName.Float
            TypeName.Bool
            TypeName.String
            TypeName.Quantity
        ]

    if depth = 0 then
        simple
    else
        Gen.oneof [ simple; Gen.map TypeName.List (typeName (depth - 1)) ]

let private declaration (size: int) : Gen<Declaration> =
    let optional value =
        Gen.oneof [ Gen.constant None; Gen.map Some value ]

    gen {
        let! found = name
        let! kind = Gen.elements [ "cohort"; "gwas"; "anything" ]

        let! node =
            Gen.frequency [
                1,
                Gen.map2
                    (fun path parameters -> DeclarationNode.Import(path, span, found, parameters))
                    literal
                    (optional (block (size / 2)))
                1,
                Gen.map2
                    (fun typeName value -> DeclarationNode.Param(found, typeName, span, value))
                    (typeName 2)
                    (optional (withComments (expression size)))
                1, Gen.map DeclarationNode.Accept accept
                5,
                gen {
                    let! source = optional (expression (size / 2))
                    let! body = optional (block size)

                    return
                        DeclarationNode.Kind {
                            Kind = { Name = kind; Span = span }
                            Name = Some found
                            From = source
                            Body = body
                        }
                }
            ]

        let! trivia = trivia

        return {
            Node = node
            Span = span
            Trivia = trivia
        }
    }

/// A whole file; its size grows with the generator's.
let study: Gen<StudyFile> =
    Gen.sized (fun size ->
        gen {
            let! declarations = listUpTo 5 (declaration (min 12 (size / 4 + 1)))
            let! editionTrivia = trivia
            let! closing = closing

            return {
                Edition = Some(1, span)
                EditionTrivia = editionTrivia
                Declarations = declarations
                Closing = closing
            }
        })
