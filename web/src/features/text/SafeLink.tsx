import Popover from 'antd/es/popover';
import { type ReactNode, useState } from 'react';
import { useTranslation } from '@/i18n/use-translation';
import { LinkDetails } from './LinkDetails';
import styles from './RichText.module.css';

interface Props {
  address: string;
  /** Shown in place of the address. */
  children?: ReactNode;
  hit?: boolean;
}

/** An address found in a message: it is shown whole before anything is opened, and nothing is fetched from it. */
export function SafeLink({ address, children, hit = false }: Props) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState(false);
  const shown = children ?? address;
  const button = (
    <button
      type="button"
      className={styles.link}
      title={t('link.show')}
      onClick={(event) => {
        event.stopPropagation();
        setAsked(true);
      }}
    >
      {hit ? <mark>{shown}</mark> : shown}
    </button>
  );
  // Most addresses are never asked for: a popover for each would be felt in a long chat.
  if (!asked) return button;
  return (
    <Popover
      defaultOpen
      trigger="click"
      destroyOnHidden
      afterOpenChange={(open) => !open && setAsked(false)}
      content={<LinkDetails address={address} />}
    >
      {button}
    </Popover>
  );
}
