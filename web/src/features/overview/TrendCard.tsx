import Button from 'antd/es/button';
import Segmented from 'antd/es/segmented';
import { useState } from 'react';
import type { TrendDay } from '@/api/types';
import { saveText } from '@/components/save-text';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Overview.module.css';
import { TrendChart } from './TrendChart';
import { TrendTable } from './TrendTable';
import { trendCsv } from './trend-csv';

/** Messages a day over thirty days: chart, table, CSV. */
export function TrendCard({ days }: { days: TrendDay[] }) {
  const { t } = useTranslation();
  const [view, setView] = useState<'chart' | 'table'>('chart');
  const head = [t('trend.day'), t('trend.internal'), t('trend.external')];
  return (
    <section className={styles.card} aria-label={t('trend.title')}>
      <div className={styles.cardHead}>
        <div>
          <h2 className={styles.heading}>{t('trend.title')}</h2>
          <p className={styles.note}>{t('trend.definition')}</p>
        </div>
        <div>
          <Segmented<'chart' | 'table'>
            size="small"
            value={view}
            onChange={setView}
            options={[
              { value: 'chart', label: t('trend.chart') },
              { value: 'table', label: t('trend.table') },
            ]}
          />{' '}
          <Button size="small" onClick={() => saveText('huicun-trend.csv', trendCsv(head, days))}>
            CSV
          </Button>
        </div>
      </div>
      {view === 'chart' ? <TrendChart days={days} /> : <TrendTable days={days} />}
    </section>
  );
}
