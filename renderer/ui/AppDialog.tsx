import type { ReactNode } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { t } from '../i18n/text.ts';
import { closeDialog, useApp } from '../state/app.ts';
import type { OpenDialog } from '../state/app.ts';
import { IconButton } from './IconButton.tsx';

interface AppDialogProps {
  readonly dialog: OpenDialog;
  readonly title: string;
  readonly className?: string;
  /** Leaves the canvas in sight: for what is previewed there. */
  readonly isAside?: boolean;
  /** When it is closed by its cross, Escape or a press beside it. */
  readonly onDismiss?: () => void;
  readonly children: (close: () => void) => ReactNode;
}

/** A dialog of the application, shown while the application's state says so. */
export function AppDialog({ dialog, title, className = '', isAside = false, onDismiss, children }: AppDialogProps) {
  const isOpen = useApp((state) => state.dialog === dialog);
  const dismiss = () => {
    closeDialog();
    onDismiss?.();
  };
  return (
    <ModalOverlay
      className={isAside ? 'modal-overlay aside' : 'modal-overlay'} isOpen={isOpen} isDismissable
      onOpenChange={(opens) => { if (!opens) dismiss(); }}
    >
      <Modal className="modal">
        <Dialog className={`dialog ${className}`}>
          <div className="dialog-head">
            <Heading slot="title">{title}</Heading>
            <IconButton icon="close" label={t('dialog.close')} onPress={dismiss} />
          </div>
          {children(closeDialog)}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
