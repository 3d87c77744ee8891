" Does in Vim with ALE what its user does, and writes down what the user sees. See ../run.py.
let s:seen = {}
function! s:Wait(condition) abort
  let l:tries = 0
  while l:tries < 150 && !a:condition()
    sleep 100m
    let l:tries += 1
  endwhile
endfunction
function! s:MessagesOn(line) abort
  return map(filter(copy(ale#engine#GetLoclist(bufnr(''))), 'v:val.lnum == ' . a:line), 'v:val.text')
endfunction
function! s:Text(name) abort
  return join(getbufline(bufnr(a:name), 1, '$'), "\n") . "\n"
endfunction
function! s:Preview() abort
  for l:window in range(1, winnr('$'))
    if getwinvar(l:window, '&previewwindow')
      return join(getbufline(winbufnr(l:window), 1, '$'), "\n")
    endif
  endfor
  return ''
endfunction

try
  call ale#linter#Define('yaml', {'name': 'virga', 'lsp': 'stdio', 'executable': $VIRGA_PROGRAM, 'command': '%e lsp', 'project_root': getcwd()})
  set filetype=yaml
  call ale#Queue(0, 'lint_file')
  call s:Wait({-> !empty(s:MessagesOn(9))})
  let s:seen.diagnostics = s:MessagesOn(9)

  call cursor(8, 12)
  ALEHover
  call s:Wait({-> !empty(s:Preview())})
  let s:seen.hover = s:Preview()
  pclose

catch
  let s:seen.fault = v:exception . ' ' . v:throwpoint
endtry

try
  " What i_CTRL-X_CTRL-O calls; a script cannot stay in Insert mode while the answer comes.
  set virtualedit=onemore
  call setline(9, '        Status: En')
  call cursor(9, 19)
  runtime autoload/ale/util.vim
  function! ale#util#Mode(...) abort
    return 'i'
  endfunction
  let s:start = ale#completion#OmniFunc(1, '')
  let s:words = ale#completion#OmniFunc(0, getline(9)[s:start :])
  for s:item in type(s:words) is v:t_dict ? s:words.words : s:words
    if s:item.word is# 'Enabled'
      call setline(9, strpart(getline(9), 0, s:start) . s:item.word)
    endif
  endfor
  function! ale#util#Mode(...) abort
    return call('mode', a:000)
  endfunction
  let s:seen.completion = getline(9)

  call cursor(15, 30)
  ALEGoToDefinition
  call s:Wait({-> line('.') != 15})
  let s:seen.definition = line('.')
  update

  edit child.yaml
  set filetype=yaml
  call ale#Queue(0, 'lint_file')
  call s:Wait({-> !empty(ale#lsp_linter#GetDefault())})
catch
  let s:seen.fault = v:exception . ' ' . v:throwpoint
endtry

try
  call cursor(3, 4)
  sleep 500m
  runtime autoload/ale/util.vim
  function! ale#util#Input(message, value, ...) abort
    return 'TopicArn'
  endfunction
  ALERename
  call s:Wait({-> getline(3) =~# 'TopicArn'})
  sleep 300m
  let s:seen.rename = [s:Text('parent.yaml'), s:Text('child.yaml')]
catch
  let s:seen.fault = v:exception . ' ' . v:throwpoint
endtry
call writefile([json_encode(s:seen)], $VIRGA_RESULT)
qall!
