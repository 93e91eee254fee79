namespace WhiteMatter.Planning

module Planner =
    let private placeholder = ()
