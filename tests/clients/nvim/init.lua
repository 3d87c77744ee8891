-- Neovim 0.7 and later with its own client, as lsp/editors/neovim.md sets it up.
vim.o.hidden = true
vim.o.completeopt = 'menuone,noinsert'
vim.o.swapfile = false
vim.api.nvim_create_autocmd('FileType', {
  pattern = 'yaml',
  callback = function(event)
    vim.bo[event.buf].omnifunc = 'v:lua.vim.lsp.omnifunc'
    if VIRGA == nil then
      VIRGA = vim.lsp.start_client({ name = 'virga', cmd = { vim.env.VIRGA_PROGRAM, 'lsp' }, root_dir = vim.fn.getcwd() })
    end
    vim.lsp.buf_attach_client(event.buf, VIRGA)
  end,
})
