import FilterOutlined from '@ant-design/icons/es/icons/FilterOutlined';
import { useNavigate } from '@tanstack/react-router';
import Button from 'antd/es/button';
import Select from 'antd/es/select';
import { useState } from 'react';
import { useTranslation } from '@/i18n/use-translation';
import { ConversationPicker } from './ConversationPicker';
import { DirectionChoice } from './DirectionChoice';
import { ExactSwitch } from './ExactSwitch';
import { PartyPicker } from './PartyPicker';
import { hasFilter, type SearchParams } from './params';
import { RangePicker } from './RangePicker';
import styles from './Search.module.css';

/** Who, where, when, and how: each filter lives in the address. */
export function FilterBar({ params }: { params: SearchParams }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [open, setOpen] = useState(false);
  const set = (change: SearchParams) =>
    void navigate({ to: '/search', search: { ...params, ...change }, hash: true, replace: true });
  const clear = () =>
    void navigate({
      to: '/search',
      search: { order: params.order, exact: params.exact },
      hash: true,
      replace: true,
    });
  return (
    <fieldset className={styles.filters} data-open={open}>
      <legend className="visually-hidden">{t('search.filters')}</legend>
      <Button
        className={styles.unfold ?? ''}
        icon={<FilterOutlined aria-hidden />}
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        {t('search.filters')}
      </Button>
      <PartyPicker kind="member" value={params.member} onChange={(member) => set({ member })} />
      <PartyPicker kind="external_contact" value={params.contact} onChange={(contact) => set({ contact })} />
      <ConversationPicker value={params.conversation} onChange={(conversation) => set({ conversation })} />
      <RangePicker from={params.from} to={params.to} onChange={(from, to) => set({ from, to })} />
      <Select
        className={styles.choice ?? ''}
        allowClear
        value={params.side ?? null}
        placeholder={t('search.side.label')}
        aria-label={t('search.side.label')}
        options={(['internal', 'external'] as const).map((value) => ({
          value,
          label: t(`search.side.${value}`),
        }))}
        onChange={(side) => set({ side: side ?? undefined })}
      />
      <DirectionChoice params={params} onChange={(direction) => set({ direction })} />
      <Select
        className={styles.choice ?? ''}
        allowClear
        value={params.recalled ?? null}
        placeholder={t('search.recalled.label')}
        aria-label={t('search.recalled.label')}
        options={(['only', 'hide'] as const).map((value) => ({
          value,
          label: t(`search.recalled.${value}`),
        }))}
        onChange={(recalled) => set({ recalled: recalled ?? undefined })}
      />
      <Select
        className={styles.choice ?? ''}
        value={params.order ?? 'newest'}
        aria-label={t('search.order.label')}
        options={(['newest', 'oldest'] as const).map((value) => ({
          value,
          label: t(`search.order.${value}`),
        }))}
        onChange={(order) => set({ order: order === 'oldest' ? order : undefined })}
      />
      <ExactSwitch on={params.exact === '1'} onChange={(on) => set({ exact: on ? '1' : undefined })} />
      {hasFilter(params) && (
        <Button type="link" className={styles.clear ?? ''} onClick={clear}>
          {t('search.clear')}
        </Button>
      )}
    </fieldset>
  );
}
