-- Neovim with its own language client on `wmstudy lsp`: opens, edits, completes, hovers, renames, formats and ends. Prints one line for each thing that holds.
local program, study = vim.env.WMSTUDY_PROGRAM, vim.env.WMSTUDY_STUDY

local function holds(what, condition, found)
  print((condition and "ok " or "not ok ") .. what .. (condition and "" or ": " .. vim.inspect(found)))
end

-- The configuration is that of docs/how-to/editors.md, from which the test makes init.lua.
local function client() return vim.lsp.get_active_clients()[1] end

vim.cmd("edit " .. study)
local buffer = vim.api.nvim_get_current_buf()
local function lines() return vim.api.nvim_buf_get_lines(buffer, 0, -1, false) end
local function wait(condition) return vim.wait(20000, condition, 20) end
local function go(text, into)
  for number, line in ipairs(lines()) do
    local start = line:find(text, 1, true)
    if start then
      vim.api.nvim_win_set_cursor(0, { number, start - 1 + (into or 0) })
      return
    end
  end
  error(text .. " is not in the study")
end
local function ask(method, more)
  local parameters = vim.tbl_extend("force", vim.lsp.util.make_position_params(0, "utf-16"), more or {})
  local answers = vim.lsp.buf_request_sync(buffer, method, parameters, 20000)
  for _, answer in pairs(answers or {}) do
    return answer.result
  end
end

holds("the server is attached", wait(function() return client() and client().initialized end), vim.bo.filetype)
holds("findings are shown", wait(function() return #vim.diagnostic.get(buffer) == 2 end), vim.diagnostic.get(buffer))

-- A name that is not there, typed by hand, and mended again.
go("reference = chips", 0)
vim.cmd("normal! $F,a reference = nothing,")
holds("what is typed is checked", wait(function()
  return #vim.tbl_filter(function(found) return found.severity == vim.diagnostic.severity.ERROR end, vim.diagnostic.get(buffer)) > 0
end), vim.diagnostic.get(buffer))
vim.cmd("undo")
holds("what is undone is checked", wait(function() return #vim.diagnostic.get(buffer) == 2 end), vim.diagnostic.get(buffer))

go("traits = sizes", 9)
local proposed = ask("textDocument/completion")
holds("completion knows the traits", #vim.tbl_filter(function(item) return item.label == "sizes" end, proposed.items) == 1, proposed)

go("oldest : quantity", 1)
holds("hover shows the value", ask("textDocument/hover").contents.value:find("70y", 1, true) ~= nil)

go("chips from everyone", 1)
vim.lsp.buf.rename("array")
holds("a rename reaches every use", wait(function()
  local text = table.concat(lines(), "\n")
  return text:find("genotypes = array", 1, true) and text:find("reference = array", 1, true) and not text:find("= chips", 1, true)
end), lines())

vim.lsp.buf.formatting_sync({}, 20000)
holds("formatting aligns settings", vim.tbl_contains(lines(), "  adjust    = lib.base"), lines())
vim.cmd("silent write")

local ended = client().id
vim.lsp.stop_client(ended)
holds("the server ends", wait(function() return vim.lsp.client_is_stopped(ended) end))
vim.cmd("qall!")
