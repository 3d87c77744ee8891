;;; Drives Emacs with eglot like a user, and records what the user would see.  See ../run.py.  -*- lexical-binding: t -*-
(dolist (folder (file-expand-wildcards "/usr/share/emacs/site-lisp/elpa-src/*"))
  (add-to-list 'load-path folder))
(require 'eglot)
(require 'json)
(setq eglot-sync-connect t
      eglot-confirm-server-initiated-edits nil
      eglot-autoshutdown nil
      make-backup-files nil
      auto-save-default nil)
(define-derived-mode template-mode prog-mode "Template"
  (setq-local indent-tabs-mode nil))
(add-to-list 'auto-mode-alist '("\\.yaml\\'" . template-mode))
(add-to-list 'eglot-server-programs `(template-mode . (,(getenv "VIRGA_PROGRAM") "lsp")))
(eval-after-load 'eglot '(add-to-list 'eglot-server-programs `(template-mode . (,(getenv "VIRGA_PROGRAM") "lsp"))))

(defvar seen nil)
(defun see (what value) (push (cons what value) seen))
(defmacro trying (&rest body)
  `(condition-case fault (progn ,@body) (error (message "%S" fault))))
(defun wait-until (condition)
  (let ((tries 0))
    (while (and (< tries 150) (not (funcall condition)))
      (setq tries (1+ tries))
      (accept-process-output nil 0.1))))
(defun messages-on-line (line)
  (save-excursion
    (goto-char (point-min))
    (forward-line (1- line))
    (mapcar #'flymake-diagnostic-text
            (flymake-diagnostics (line-beginning-position) (line-end-position)))))
(defun current-line () (buffer-substring-no-properties (line-beginning-position) (line-end-position)))

;; One project: the folder, without version control.
(defun project-of-folder (folder) (cons 'transient folder))
(setq project-find-functions (list #'project-of-folder))

(with-current-buffer (find-file-noselect "parent.yaml")
  (set-window-buffer (selected-window) (current-buffer))
  (trying (apply #'eglot (eglot--guess-contact)))
  (wait-until (lambda () (flymake-start) (messages-on-line 9)))
  (see "diagnostics" (vconcat (messages-on-line 9)))

  (trying
   (goto-char (point-min))
   (search-forward "Versioning")
   (let ((answer (jsonrpc-request (eglot--current-server-or-lose) :textDocument/hover
                                  (eglot--TextDocumentPositionParams))))
     (see "hover" (eglot--hover-info (plist-get answer :contents) (plist-get answer :range)))))

  (trying
   (goto-char (point-min))
   (forward-line 8)
   (delete-region (line-beginning-position) (line-end-position))
   (insert "        Status: En")
   (eglot--signal-textDocument/didChange)
   (completion-at-point)
   (see "completion" (current-line)))

  (trying
   (goto-char (point-min))
   (search-forward "!GetAtt Qu")
   (eglot--signal-textDocument/didChange)
   (let ((found (car (xref-backend-definitions 'eglot "LSP identifier at point."))))
     (see "definition" (xref-location-line (xref-item-location found)))))

  (trying
   (with-current-buffer (find-file-noselect "child.yaml")
     (set-window-buffer (selected-window) (current-buffer))
     (unless (eglot-managed-p) (apply #'eglot (eglot--guess-contact)))
     (goto-char (point-min))
     (search-forward "  Source")
     (eglot-rename "TopicArn")
     (see "rename" (vector (with-current-buffer (find-file-noselect "parent.yaml")
                             (buffer-substring-no-properties (point-min) (point-max)))
                           (buffer-substring-no-properties (point-min) (point-max)))))))

(with-temp-file (getenv "VIRGA_RESULT") (insert (json-encode seen)))
(dolist (buffer (buffer-list)) (with-current-buffer buffer (set-buffer-modified-p nil)))
(kill-emacs 0)
