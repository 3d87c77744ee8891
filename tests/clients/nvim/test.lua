-- Does in Neovim what its user does, and writes down what the user sees. See ../run.py.
local seen = {}
local function wait(condition) return vim.wait(15000, condition, 20) end
local function line(number) return vim.api.nvim_buf_get_lines(0, number - 1, number, false)[1] end
local function write_down()
  local file = assert(io.open(vim.env.VIRGA_RESULT, 'w'))
  file:write(vim.json.encode(seen))
  file:close()
end
local function text_of(name)
  local buffer = vim.fn.bufadd(name)
  vim.fn.bufload(buffer)
  return table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), '\n') .. '\n'
end
local function messages_on(number)
  local messages = {}
  for _, diagnostic in ipairs(vim.diagnostic.get(0, { lnum = number - 1 })) do
    table.insert(messages, diagnostic.message)
  end
  return messages
end

local function definition_and_rename()
  local parent = vim.api.nvim_get_current_buf()
  vim.api.nvim_win_set_cursor(0, { 15, 29 })
  vim.lsp.buf.definition()
  wait(function() return vim.api.nvim_win_get_cursor(0)[1] ~= 15 end)
  seen.definition = vim.api.nvim_win_get_cursor(0)[1]

  vim.cmd('edit child.yaml')
  vim.api.nvim_win_set_cursor(0, { 3, 4 })
  -- The server reads the document before it is asked about it: messages come in order.
  vim.lsp.buf.rename('TopicArn')
  wait(function() return line(3):find('TopicArn') ~= nil end)
  wait(function() return vim.api.nvim_buf_get_lines(parent, 14, 15, false)[1]:find('TopicArn') ~= nil end)
  seen.rename = { text_of('parent.yaml'), text_of('child.yaml') }
end

-- Keys are typed into a running editor, so what follows goes on when they have been handled.
local function completion(done)
  vim.api.nvim_win_set_cursor(0, { 9, 0 })
  vim.api.nvim_feedkeys(vim.api.nvim_replace_termcodes('ccStatus: En<C-x><C-o>', true, false, true), 'n', false)
  local tries = 0
  local timer = vim.loop.new_timer()
  timer:start(50, 50, vim.schedule_wrap(function()
    tries = tries + 1
    if vim.fn.pumvisible() == 0 and tries < 200 then return end
    timer:stop()
    timer:close()
    vim.api.nvim_feedkeys(vim.api.nvim_replace_termcodes('<C-y><Esc>', true, false, true), 'n', false)
    vim.defer_fn(function()
      seen.completion = line(9)
      done()
    end, 100)
  end))
end

vim.schedule(function()
  local ok, err = pcall(function()
    wait(function() return #messages_on(9) > 0 end)
    seen.diagnostics = messages_on(9)
    local answer = vim.lsp.buf_request_sync(0, 'textDocument/hover', {
      textDocument = { uri = vim.uri_from_bufnr(0) },
      position = { line = 7, character = 10 },
    }, 5000)
    local hover = answer and answer[VIRGA] and answer[VIRGA].result
    seen.hover = hover and table.concat(vim.lsp.util.convert_input_to_markdown_lines(hover.contents), '\n') or ''
    vim.cmd('setlocal autoindent')
    completion(function()
      local fine, fault = pcall(definition_and_rename)
      if not fine then print(fault) end
      write_down()
      vim.cmd('qa!')
    end)
  end)
  if not ok then
    print(err)
    write_down()
    vim.cmd('cq!')
  end
end)
